"""Reading suspensions."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.delegations.authorisation import organisations_of
from registry.identity.errors import NotItsRepresentative
from registry.standing.orm import Suspension
from registry.standing.schemas import SuspensionOut
from shared.callers import Caller
from shared.http.paging import Key, Page, Paging, page_of


async def list_suspensions(
    session: AsyncSession, *, organisation_id: UUID, paging: Paging, by: Caller
) -> Page[SuspensionOut]:
    """An organisation's suspensions, the newest first: for its own people, manager and board."""
    if not by.has_role("manager", "board") and organisation_id not in await organisations_of(
        session, account_id=by.subject
    ):
        raise NotItsRepresentative("Only for the organisation's people, the manager and the board")
    return await page_of(
        session,
        select(Suspension).where(Suspension.organisation_id == organisation_id),
        keys=[Key(Suspension.id, lambda row: row.id, descending=True)],
        paging=paging,
        to_item=SuspensionOut.model_validate,
    )
