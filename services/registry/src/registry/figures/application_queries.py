"""Counting applications: one statement, for manager and board."""

from datetime import datetime, timedelta
from typing import Any, Final, get_args

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.admission.orm import Application
from registry.admission.rules import check_officer
from registry.figures.labels import Age
from registry.figures.schemas import ApplicationFigureOut, ApplicationFiguresOut, ApplicationRowOut
from registry.organisations.orm import Organisation
from registry.vocabulary import ApplicationStatus
from shared.callers import Caller
from shared.clocks import Clock
from shared.http.paging import Key, Page, Paging, page_of

_UNDER: Final[tuple[tuple[int, Age], ...]] = (
    (30, "under_30_days"),
    (90, "under_90_days"),
    (180, "under_180_days"),
)
_OLDEST: Final[Age] = "180_days_or_more"


async def applications_by_state(
    session: AsyncSession, clock: Clock, *, by: Caller
) -> ApplicationFiguresOut:
    """How many applications there are by state and age in days: for the manager and the board.

    The age is that since the application was submitted. Raises `OfficerOnly`.
    """
    check_officer(is_officer=by.has_role("manager", "board"))
    age = _age(clock.now()).label("age")
    counts = select(Application.status, age, func.count()).group_by(Application.status, age)
    found = {(row[0], row[1]): row[2] for row in await session.execute(counts)}
    ages: list[Age] = [*(code for _, code in _UNDER), _OLDEST]
    return ApplicationFiguresOut(
        rows=[
            ApplicationFigureOut(status=status, age=age, count=found[status, age])
            for status in get_args(ApplicationStatus)
            for age in ages
            if (status, age) in found
        ]
    )


async def applications_behind(
    session: AsyncSession,
    clock: Clock,
    *,
    status: ApplicationStatus | None,
    age: Age | None,
    paging: Paging,
    by: Caller,
) -> Page[ApplicationRowOut]:
    """The applications behind a figure, the oldest first: for the manager and the board.

    Raises `OfficerOnly`.
    """
    check_officer(is_officer=by.has_role("manager", "board"))
    statement: Any = select(Application, Organisation.name).join(
        Organisation, Organisation.id == Application.organisation_id
    )
    if status is not None:
        statement = statement.where(Application.status == status)
    if age is not None:
        statement = statement.where(_age(clock.now()) == age)
    return await page_of(
        session,
        statement,
        keys=[Key(Application.id, lambda row: row[0].id)],
        paging=paging,
        to_item=_row,
    )


def _age(now: datetime) -> ColumnElement[Any]:
    younger = (
        (Application.submitted_at > now - timedelta(days=days), code) for days, code in _UNDER
    )
    return case(*younger, else_=_OLDEST)


def _row(row: Any) -> ApplicationRowOut:
    application, name = row
    return ApplicationRowOut(
        id=application.id,
        organisation_id=application.organisation_id,
        organisation=name,
        status=application.status,
        submitted_at=application.submitted_at,
    )
