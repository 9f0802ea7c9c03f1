"""Answering what an organisation that asks to leave still has open here."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.obligations.events import ObligationsStated
from marketplace.obligations.orm import Leaving
from marketplace.obligations.repository import leavings_to_answer, obligations_of
from marketplace.obligations.rules import next_version
from shared.clocks import Clock, SystemClock
from shared.messaging.outbox import announce


async def keep_leaving(
    session: AsyncSession,
    *,
    leaving_id: UUID,
    version: int,
    organisation_id: UUID,
    organisation_version: int,
    status: str,
) -> None:
    """Keep a request to leave, unless the same or a later version is kept already."""
    state = {
        "version": version,
        "organisation_id": organisation_id,
        "organisation_version": organisation_version,
        "status": status,
    }
    statement = insert(Leaving).values(id=leaving_id, stated_version=0, **state)
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=[Leaving.id], set_=state, where=Leaving.version < version
        )
    )


async def state_obligations(
    session: AsyncSession, clock: Clock, *, leaving_id: UUID | None = None
) -> None:
    """Answer a request to leave, or all that stand, with what is open now.

    Nothing is said that was said before, nor before the organisation takes on nothing new.
    Announces `obligations.stated`.
    """
    for leaving in await leavings_to_answer(session, leaving_id):
        now = clock.now()
        stated = (await obligations_of(session, leaving.organisation_id, now=now)).stated()
        if stated == leaving.stated:
            continue
        leaving.stated, leaving.stated_at = stated, now
        leaving.stated_version = next_version(leaving.stated_version, now=SystemClock().now())
        fact = ObligationsStated(
            id=leaving.id,
            version=leaving.stated_version,
            request_id=leaving.id,
            organisation_id=leaving.organisation_id,
            stated_at=now,
            **stated,
        )
        await announce(session, fact)
