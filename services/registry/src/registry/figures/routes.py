"""Figures of members over HTTP; public."""

from collections import Counter
from inspect import getdoc
from typing import Annotated

from fastapi import Query, Response

from registry.figures import queries
from registry.figures.answers import CSV, PUBLIC, SVG, csv_answer, svg_answer, tag
from registry.figures.charts import bar_chart
from registry.figures.csv_text import csv_of
from registry.figures.labels import Dimension, codes_of, labels_of, title_of
from registry.figures.schemas import MemberFiguresOut, UnofferedRolesOut
from registry.organisations.schemas import OrganisationOut
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import Session
from shared.texts import LANGUAGES, Code, Language

router = Router(prefix="/v1/registry/figures", tags=["figures"])
By = Annotated[Dimension, Query()]


@router.get("/members", description=getdoc(queries.members_by))
async def members_by(session: Session, response: Response, by: By = "sector") -> MemberFiguresOut:
    figure = await queries.members_by(session, by=by)
    tag(response, figure, PUBLIC)
    return figure


@router.get("/members/rows", description=getdoc(queries.members_behind))
async def members_behind(
    session: Session, paging: Pages, by: By = "sector", code: Annotated[Code | None, Query()] = None
) -> Page[OrganisationOut]:
    return await queries.members_behind(session, by=by, code=code, paging=paging)


@router.get(
    "/members.csv", response_class=Response, responses=CSV, description=getdoc(queries.members_by)
)
async def members_csv(session: Session, by: By = "sector") -> Response:
    figure = await queries.members_by(session, by=by)
    rows: list[list[str | int]] = [
        [row.code, *(row.labels[language] for language in LANGUAGES), row.count]
        for row in figure.rows
    ]
    return csv_answer(csv_of(["code", *LANGUAGES, "count"], rows), PUBLIC)


@router.get(
    "/members.svg", response_class=Response, responses=SVG, description=getdoc(queries.members_by)
)
async def members_svg(session: Session, by: By = "sector", language: Language = "lv") -> Response:
    figure = await queries.members_by(session, by=by)
    bars = [(row.labels[language], row.count) for row in figure.rows]
    return svg_answer(bar_chart(title_of(by)[language], bars, language=language), PUBLIC)


@router.get("/unoffered-roles", description=getdoc(queries.unoffered_roles))
async def unoffered_roles(session: Session, response: Response) -> UnofferedRolesOut:
    figure = await queries.unoffered_roles(session)
    tag(response, figure, PUBLIC)
    return figure


@router.get(
    "/unoffered-roles.csv",
    response_class=Response,
    responses=CSV,
    description=getdoc(queries.unoffered_roles),
)
async def unoffered_roles_csv(session: Session) -> Response:
    figure = await queries.unoffered_roles(session)
    rows = [[row.stage, row.role, row.labels["lv"], row.labels["en"]] for row in figure.rows]
    return csv_answer(csv_of(["stage", "role", "lv", "en"], rows), PUBLIC)


@router.get(
    "/unoffered-roles.svg",
    response_class=Response,
    responses=SVG,
    description=getdoc(queries.unoffered_roles),
)
async def unoffered_roles_svg(session: Session, language: Language = "lv") -> Response:
    figure = await queries.unoffered_roles(session)
    lacking = Counter(row.stage for row in figure.rows)
    bars = [(labels_of("stage", stage)[language], lacking[stage]) for stage in codes_of("stage")]
    return svg_answer(bar_chart(title_of("unoffered")[language], bars, language=language), PUBLIC)


@router.get("/unoffered-roles/rows", description=getdoc(queries.offering))
async def offering(
    session: Session, paging: Pages, role: Annotated[Code | None, Query()] = None
) -> Page[OrganisationOut]:
    return await queries.offering(session, role=role, paging=paging)
