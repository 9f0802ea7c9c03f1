"""Finding successions."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.organisations.repository import hold_organisation
from registry.successions.errors import SuccessionNotFound
from registry.successions.orm import Succession
from registry.successions.rules import check_current
from shared.rows import locked_row


async def find_succession(session: AsyncSession, succession_id: UUID) -> Succession:
    """Return the succession; raise `SuccessionNotFound`."""
    succession = await session.get(Succession, succession_id)
    if succession is None:
        raise SuccessionNotFound("No succession has this id")
    return succession


async def locked_succession(
    session: AsyncSession, succession_id: UUID, *, version: int | None
) -> Succession:
    """The succession, locked after its organisation; raise `SuccessionNotFound`, `StaleSuccession`
    or `EntryClosed`."""
    known = await find_succession(session, succession_id)
    # The organisation first, as whoever answers an invitation does.
    await hold_organisation(session, known.organisation_id)
    succession = await locked_row(session, Succession, succession_id)
    assert succession is not None, "successions are never deleted"
    check_current(succession.version, decided_on=version)
    return succession


async def stopped_since(session: AsyncSession, organisation_id: UUID, since: datetime) -> bool:
    """Whether an administrator of the organisation has stopped one after that moment."""
    return bool(
        await session.scalar(
            select(
                exists().where(
                    Succession.organisation_id == organisation_id,
                    Succession.status == "stopped",
                    Succession.ended_at > since,
                )
            )
        )
    )
