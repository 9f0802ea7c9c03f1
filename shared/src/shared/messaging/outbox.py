"""Announcing facts: the event is a row of the same transaction as the change that it tells of.

Nothing is published here. If the transaction commits, the relay will send the event, at least
once, however often anything is killed; if it rolls back, the event never existed.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from opentelemetry.propagate import inject
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shared.context import request_id
from shared.ids import new_id
from shared.messaging.events import Event, Fact, passing_types
from shared.messaging.tables import outbox

CHANNEL = "outbox"
"""The NOTIFY channel that wakes the relay."""

KEPT = timedelta(days=90)
"""How long a sent event can still be replayed."""


class VersionNotRaised(RuntimeError):
    """The aggregate's version was announced before, or a later one: a defect of the use case.

    Every consumer would drop the fact, so the change is not made either.
    """


async def announce(session: AsyncSession, fact: Fact) -> None:
    """Write `fact` to the outbox in the caller's transaction, and wake the relay when it commits.

    Pending changes are flushed first: the row lock on the aggregate is then held before the
    outbox row gets its id, so the ids of one aggregate's facts follow its versions.

    Raises `VersionNotRaised` unless the version is greater than each that the fact's stream has
    announced of the aggregate.
    """
    await session.flush()
    carrier: dict[str, str] = {}
    inject(carrier)
    last = outbox.alias("last")
    not_older = sa.exists().where(
        last.c.stream == fact.stream,
        last.c.subject == str(fact.id),
        last.c.version >= fact.version,
    )
    values = {
        "event_id": new_id(),
        "type": fact.type,
        "stream": fact.stream,
        "subject": str(fact.id),
        "time": datetime.now(UTC),
        "data": fact.to_data(),
        "request_id": request_id.get(),
        "traceparent": carrier.get("traceparent"),
    }
    row = sa.select(
        *(sa.literal(value, outbox.c[name].type) for name, value in values.items())
    ).where(~not_older)
    announced = await session.execute(
        insert(outbox)
        .from_select(list(values), row)
        # Whoever announces the same version at the same moment is waited for, and then seen.
        .on_conflict_do_nothing(index_elements=["stream", "subject", "version"])
        # One round trip for all; several notifications of one transaction arrive as one.
        .returning(sa.func.pg_notify(CHANNEL, ""))
    )
    if announced.first() is None:
        raise VersionNotRaised(
            f"{fact.type}: version {fact.version} of {fact.id} is not greater than the last one "
            f"announced in the stream {fact.stream}"
        )


def event_of(row: sa.Row[Any], *, source: str) -> Event:
    """The envelope of one outbox row; the same row always gives the same event."""
    return Event(
        id=row.event_id,
        source=source,
        type=row.type,
        time=row.time,
        subject=row.subject,
        data=row.data,
        requestid=row.request_id,
        traceparent=row.traceparent,
    )


async def purge(session: AsyncSession, *, older_than: timedelta = KEPT) -> int:
    """Delete events sent more than `older_than` ago; return how many.

    Never an unsent one, and never an aggregate's newest in its stream: since a fact carries the
    whole state, what remains is always enough for a consumer that begins with an empty database.
    Only passing facts, which hold no state, all go.
    """
    newer = outbox.alias("newer")
    superseded = sa.exists().where(
        newer.c.stream == outbox.c.stream,
        newer.c.subject == outbox.c.subject,
        newer.c.version > outbox.c.version,
    )
    result = await session.execute(
        sa.delete(outbox)
        .where(
            outbox.c.sent_at < sa.func.now() - older_than,
            superseded | outbox.c.type.in_(passing_types()),
        )
        .returning(outbox.c.id)
    )
    return len(result.all())
