"""Delivering a loaded outbox in bulk: the same rows, handlers and inbox, fewer transactions.

The relay and the consumers do one transaction for each event, which is right for a living
platform and takes a minute for the four thousand events of the sample. Before anything runs the
same may be done a few hundred at a time: an event is claimed in the consumer's inbox and handled in
one transaction, and marked as sent only after every consumer has committed. If this is killed, the
relays send what is not marked, and the inboxes drop what was done.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from shared.database import Database
from shared.messaging.consuming import Handler
from shared.messaging.events import Event
from shared.messaging.outbox import event_of
from shared.tables import inbox, outbox

BATCH = 250


@dataclass(frozen=True)
class Consumer:
    """A service that hears of events: its inbox's name, its database, its table of handlers."""

    name: str
    database: Database
    handlers: Mapping[str, Handler]

    async def handle(self, events: Sequence[Event]) -> None:
        """Handle those of ``events`` that concern it and were not handled before, in order."""
        mine = [event for event in events if event.type in self.handlers]
        if not mine:
            return
        async with self.database.transaction() as session:
            claimed = await session.scalars(
                insert(inbox)
                .values([{"consumer": self.name, "event_id": event.id} for event in mine])
                .on_conflict_do_nothing()
                .returning(inbox.c.event_id)
            )
            fresh = set(claimed)
            for event in mine:
                if event.id in fresh:
                    await self.handlers[event.type](session, event)


async def deliver(
    source: str,
    database: Database,
    consumers: Sequence[Consumer],
    *,
    advance: Callable[[int], None],
) -> None:
    """Hand the unsent events of the service ``source`` to ``consumers`` and mark them as sent.

    For a platform of which nothing runs yet: it does not take the relay's lock.
    """
    while True:
        async with database.transaction() as session:
            rows = (
                await session.execute(
                    sa.select(outbox)
                    .where(outbox.c.sent_at.is_(None))
                    .order_by(outbox.c.id)
                    .limit(BATCH)
                )
            ).all()
        if not rows:
            return
        events = [event_of(row, source=f"/{source}") for row in rows]
        await asyncio.gather(*(consumer.handle(events) for consumer in consumers))
        async with database.transaction() as session:
            await session.execute(
                sa.update(outbox)
                .where(outbox.c.id.in_([row.id for row in rows]))
                .values(sent_at=sa.func.clock_timestamp())
            )
        advance(len(rows))
