"""Figures of applications over HTTP, for manager and board."""

from collections import Counter
from inspect import getdoc
from typing import Annotated, Literal

from fastapi import Depends, Query, Response

from registry.figures import application_queries as queries
from registry.figures.answers import CSV, PRIVATE, SVG, csv_answer, svg_answer, tag
from registry.figures.charts import bar_chart
from registry.figures.csv_text import csv_of
from registry.figures.labels import Age, codes_of, labels_of, title_of
from registry.figures.schemas import ApplicationFiguresOut, ApplicationRowOut
from registry.vocabulary import ApplicationStatus
from shared.callers import Caller
from shared.http.callers import require
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session
from shared.texts import Language

router = Router(prefix="/v1/registry/figures/applications", tags=["figures"])
Reader = Annotated[Caller, Depends(require("registry:read"))]


@router.get("", description=getdoc(queries.applications_by_state))
async def applications_by_state(
    session: Session, clock: BusinessClock, caller: Reader, response: Response
) -> ApplicationFiguresOut:
    figure = await queries.applications_by_state(session, clock, by=caller)
    tag(response, figure, PRIVATE)
    return figure


@router.get("/rows", description=getdoc(queries.applications_behind))
async def applications_behind(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Reader,
    paging: Pages,
    status: Annotated[ApplicationStatus | None, Query()] = None,
    age: Annotated[Age | None, Query()] = None,
) -> Page[ApplicationRowOut]:
    return await queries.applications_behind(
        session, clock, status=status, age=age, paging=paging, by=caller
    )


@router.get(
    ".csv",
    response_class=Response,
    responses=CSV,
    description=getdoc(queries.applications_by_state),
)
async def applications_csv(session: Session, clock: BusinessClock, caller: Reader) -> Response:
    figure = await queries.applications_by_state(session, clock, by=caller)
    rows = [[row.status, row.age, row.count] for row in figure.rows]
    return csv_answer(csv_of(["status", "age", "count"], rows), PRIVATE)


@router.get(
    ".svg",
    response_class=Response,
    responses=SVG,
    description=getdoc(queries.applications_by_state),
)
async def applications_svg(
    *,
    session: Session,
    clock: BusinessClock,
    caller: Reader,
    by: Annotated[
        Literal["status", "age"], Query(description="All by state, or those pending by age")
    ] = "status",
    language: Language = "lv",
) -> Response:
    figure = await queries.applications_by_state(session, clock, by=caller)
    counts: Counter[str] = Counter()
    for row in figure.rows:
        if by == "status":
            counts[row.status] += row.count
        elif row.status == "submitted":
            counts[row.age] += row.count
    bars = [(labels_of(by, code)[language], counts[code]) for code in codes_of(by)]
    return svg_answer(bar_chart(title_of(by)[language], bars, language=language), PRIVATE)
