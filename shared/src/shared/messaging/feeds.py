"""A service's event log over HTTP: for a consumer that comes later, or for an integrator.

The broker gives a new queue only what is published from then on. What came before is read here,
page by page, and goes through the same handlers: the inbox drops what was done already.

A position is (transaction id, id). Pages end below the oldest transaction still running (the
snapshot's xmin): its rows could otherwise appear behind a reader that has already passed them.
A transaction that stays open therefore delays the feed, and nothing else. Transaction ids belong
to the server: one that runs long in any database of it (a dump, a migration) delays every feed.
"""

import base64
import binascii
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import httpx
import sqlalchemy as sa
import structlog
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession

from shared.backoff import Backoff
from shared.messaging.events import Event, Undecodable
from shared.messaging.outbox import event_of
from shared.messaging.tables import outbox

LARGEST: Final = 2**63 - 1
FIRST_PAUSE: Final = 0.2
LONGEST_PAUSE: Final = 15.0

log = structlog.get_logger(__name__)


class BadPosition(ValueError):
    """Not a position that a feed gave out."""


@dataclass(frozen=True, order=True)
class Position:
    """A place in one service's event log."""

    transaction_id: int
    id: int

    def __str__(self) -> str:
        """Opaque text: readers keep it and hand it back, and compare nothing."""
        plain = f"{self.transaction_id}.{self.id}".encode()
        return base64.urlsafe_b64encode(plain).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> "Position":
        """The position that `text` writes; raises `BadPosition`."""
        try:
            plain = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
            transaction_id, row_id = (int(part) for part in plain.split("."))
            position = cls(transaction_id, row_id)
        except (ValueError, binascii.Error):
            raise BadPosition(text[:40]) from None
        if str(position) != text or not all(
            0 <= part <= LARGEST for part in (transaction_id, row_id)
        ):
            raise BadPosition(text[:40])
        return position


START: Final = Position(0, 0)


class EventsPage(BaseModel):
    """One page of a service's event log, oldest first."""

    items: list[Event]
    next: str
    """Where to continue, also when nothing is there yet: keep it."""
    more: bool
    """Whether the next page has something already."""


async def read_log(
    session: AsyncSession, *, source: str, after: Position = START, limit: int
) -> EventsPage:
    """The first `limit` events after a position that can no longer be preceded by new ones."""
    settled = sa.text("transaction_id < pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
    place = sa.tuple_(outbox.c.transaction_id, outbox.c.id)
    rows = (
        await session.execute(
            sa.select(outbox)
            .where(settled, place > sa.tuple_(after.transaction_id, after.id))
            .order_by(outbox.c.transaction_id, outbox.c.id)
            .limit(limit + 1)
        )
    ).all()
    page = rows[:limit]
    last = Position(page[-1].transaction_id, page[-1].id) if page else after
    return EventsPage(
        items=[event_of(row, source=source) for row in page],
        next=str(last),
        more=len(rows) > limit,
    )


async def read_feed(
    client: httpx.AsyncClient, producer: str, *, after: str | None = None, limit: int = 200
) -> AsyncIterator[EventsPage]:
    """The pages of a producer's log from a position to its present end.

    `client` has the base URL of the gateway (or the producer) and a token with `feeds:read`.
    The end is where the oldest transaction still running on the producer's server began: what
    was announced since is read by a later call. A producer that is away is waited for; raises
    httpx.HTTPStatusError for a refusal.
    """
    backoff = Backoff(FIRST_PAUSE, LONGEST_PAUSE)
    while True:
        try:
            answer = await client.get(
                f"/v1/{producer}/feeds/events",
                params={"limit": limit} | ({} if after is None else {"after": after}),
            )
            if answer.status_code == 429 or answer.status_code >= 500:
                raise httpx.RemoteProtocolError(f"answered {answer.status_code}")
        except httpx.TransportError as error:
            log.warning("feed_away", producer=producer, seconds=backoff.seconds, error=repr(error))
            await backoff.pause()
            continue
        answer.raise_for_status()
        backoff.reset()
        page = EventsPage.model_validate_json(answer.content)
        yield page
        after = page.next
        if not page.more:
            return


async def catch_up(
    client: httpx.AsyncClient,
    *,
    producer: str,
    handle: Callable[[Event], Awaitable[None]],
    after: str | None = None,
) -> str:
    """Hand a producer's log from `after` to its present end to `handle`; return the new position.

    `handle` is the consumer's `EventProcessor`, so an event that also came by the broker is done
    once. Subscribe before calling this: what is announced meanwhile then arrives by the queue.
    Raises what `handle` raises, and `Undecodable` for an event of another producer; catching up
    again from the same position is always right.
    """
    position = after or str(START)
    async for page in read_feed(client, producer, after=after):
        for event in page.items:
            if event.source != f"/{producer}":
                raise Undecodable("source: not the producer whose log this is")
            await handle(event)
        position = page.next
    return position
