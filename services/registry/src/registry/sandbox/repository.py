"""How far the business clock is moved."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shared.tables import business_clock


@dataclass(frozen=True, slots=True)
class ClockState:
    """Business time minus system time, in seconds, and how often it was moved."""

    offset_seconds: int
    version: int

    @property
    def now(self) -> datetime:
        """What the business clock shows."""
        return datetime.now(UTC) + timedelta(seconds=self.offset_seconds)


async def clock_state(session: AsyncSession) -> ClockState:
    """The business clock of the platform; version 0 until it is moved first."""
    row = (
        await session.execute(select(business_clock.c.offset_seconds, business_clock.c.version))
    ).first()
    return ClockState(row.offset_seconds, row.version) if row else ClockState(0, 0)
