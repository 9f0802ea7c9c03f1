"""Doing a thing once although its event may arrive several times."""

from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shared.messaging.tables import inbox

KEPT = timedelta(days=180)
"""Twice the outbox's 90 days: a replay can never bring an event that the inbox has forgotten."""


async def once(session: AsyncSession, *, consumer: str, event_id: UUID) -> bool:
    """Claim the event for `consumer` in the caller's transaction; False: it was done before.

    The claim and the effect commit or vanish together. Where two deliveries of one event race,
    the second waits here until the first one's transaction ended, then learns which it was.
    """
    statement = (
        insert(inbox)
        .values(consumer=consumer, event_id=event_id)
        .on_conflict_do_nothing()
        .returning(inbox.c.event_id)
    )
    return (await session.execute(statement)).scalar_one_or_none() is not None


async def purge(session: AsyncSession, *, older_than: timedelta = KEPT) -> int:
    """Forget what was done more than `older_than` ago; return how many rows."""
    result = await session.execute(
        sa.delete(inbox)
        .where(inbox.c.handled_at < sa.func.now() - older_than)
        .returning(inbox.c.event_id)
    )
    return len(result.all())
