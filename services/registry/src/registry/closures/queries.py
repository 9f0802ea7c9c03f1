"""Reading closures."""

from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.admission.rules import check_officer
from registry.closures.errors import ClosureNotFound
from registry.closures.orm import Closure
from registry.closures.schemas import ClosureOut
from registry.delegations.orm import Affiliation
from registry.identity.errors import NotItsRepresentative
from registry.organisations.repository import find_organisation
from registry.vocabulary import ClosureStatus
from shared.callers import Caller
from shared.http.paging import Key, Page, Paging, page_of


async def list_closures(
    session: AsyncSession, *, status: ClosureStatus | None, paging: Paging, by: Caller
) -> Page[ClosureOut]:
    """Every closure, the newest first, in force or not: for the manager and the board."""
    check_officer(is_officer=by.has_role("manager", "board"))
    statement = select(Closure)
    if status is not None:
        statement = statement.where(Closure.status == status)
    return await page_of(
        session,
        statement,
        keys=[Key(Closure.id, lambda row: row.id, descending=True)],
        paging=paging,
        to_item=ClosureOut.model_validate,
    )


async def closures_of(
    session: AsyncSession, *, organisation_id: UUID, paging: Paging, by: Caller
) -> Page[ClosureOut]:
    """Why an entry was closed and reopened, the newest first.

    For manager and board, and for who was of the organisation when that happened, or is now.
    """
    await find_organisation(session, organisation_id)
    statement = select(Closure).where(Closure.organisation_id == organisation_id)
    if not by.has_role("manager", "board"):
        tie = select(Affiliation.id).where(
            Affiliation.organisation_id == organisation_id, Affiliation.account_id == by.subject
        )
        if await session.scalar(tie) is None:
            raise NotItsRepresentative("Only for who was of the organisation, manager and board")
        statement = statement.where(_concerns(by))
    return await page_of(
        session,
        statement,
        keys=[Key(Closure.id, lambda row: row.id, descending=True)],
        paging=paging,
        to_item=ClosureOut.model_validate,
    )


async def show_closure(session: AsyncSession, *, closure_id: UUID, by: Caller) -> ClosureOut:
    """One closure, for whoever `closures_of` shows it; for others it does not exist."""
    statement = select(Closure).where(Closure.id == closure_id)
    if not by.has_role("manager", "board"):
        statement = statement.where(_concerns(by))
    closure = (await session.scalars(statement)).one_or_none()
    if closure is None:
        raise ClosureNotFound("No closure has this id")
    return ClosureOut.model_validate(closure)


def _concerns(by: Caller) -> ColumnElement[bool]:
    return exists().where(
        Affiliation.organisation_id == Closure.organisation_id,
        Affiliation.account_id == by.subject,
        or_(Affiliation.until.is_(None), Affiliation.until >= Closure.closed_at),
    )
