"""What is loaded of fee schedules."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.fees.orm import FeeSchedule
from billing.fees.rules import FeeRates


async def fee_schedules(session: AsyncSession) -> list[FeeRates]:
    """The rates of every schedule, earliest first."""
    rows = await session.scalars(select(FeeSchedule).order_by(FeeSchedule.valid_from))
    return [
        FeeRates(
            id=row.id,
            valid_from=row.valid_from,
            member_rate_ppm=row.member_rate_ppm,
            non_member_rate_ppm=row.non_member_rate_ppm,
            source=row.source,
        )
        for row in rows
    ]
