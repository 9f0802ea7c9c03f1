"""Two clocks: the business clock, which a sandbox can move, and the system's own.

Deadlines, windows, ages and due dates follow the business clock; tokens, leases, retries
and ids follow the system clock.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shared.tables import business_clock

RIGA = ZoneInfo("Europe/Riga")
"""The time zone of business days, due dates and document years."""

CHANNEL = "business_clock"
"""The NOTIFY channel that tells of a moved clock."""

_ROW = "business"


class Clock(Protocol):
    """Something that knows what time it is."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


@dataclass(frozen=True)
class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass(frozen=True)
class MovedClock:
    """The system clock, moved by a fixed offset."""

    offset: timedelta

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset


async def business_clock_of(session: AsyncSession, *, movable: bool) -> Clock:
    """The business clock: where no sandbox can move it, the system's, without asking."""
    return await read_business_clock(session) if movable else SystemClock()


async def read_business_clock(session: AsyncSession) -> Clock:
    """Return the business clock of the service whose database this is."""
    offset = await session.scalar(
        select(business_clock.c.offset_seconds).where(business_clock.c.name == _ROW)
    )
    return MovedClock(timedelta(seconds=offset)) if offset else SystemClock()


async def store_offset(session: AsyncSession, *, offset_seconds: int, version: int) -> None:
    """Move the business clock, unless a later move is already stored.

    When this commits, whoever works by it is woken: what lies in between is due.
    """
    statement = insert(business_clock).values(
        name=_ROW, offset_seconds=offset_seconds, version=version
    )
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=[business_clock.c.name],
            set_={"offset_seconds": offset_seconds, "version": version},
            where=business_clock.c.version < version,
        )
    )
    await session.execute(select(func.pg_notify(CHANNEL, "")))


def riga_date(moment: datetime) -> str:
    """The business day of a moment, as an ISO date in Europe/Riga."""
    return moment.astimezone(RIGA).date().isoformat()
