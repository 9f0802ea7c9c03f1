"""Reads of fee schedules."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.amounts.rules import percent_text
from billing.fees.orm import FeeSchedule
from billing.fees.rules import FeeRates
from billing.fees.schemas import FeeScheduleOut
from shared.http.paging import Key, Page, Paging, page_of


async def fee_schedules(session: AsyncSession) -> list[FeeRates]:
    """Every schedule, earliest first."""
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


async def list_fee_schedules(session: AsyncSession, paging: Paging) -> Page[FeeScheduleOut]:
    """One page, the latest to begin first."""
    return await page_of(
        session,
        select(FeeSchedule),
        keys=[
            Key(FeeSchedule.valid_from, lambda row: row.valid_from, descending=True),
            Key(FeeSchedule.id, lambda row: row.id),
        ],
        paging=paging,
        to_item=shown,
    )


def shown(row: FeeSchedule) -> FeeScheduleOut:
    """A schedule as the API shows it."""
    return FeeScheduleOut(
        id=row.id,
        valid_from=row.valid_from,
        member_rate=percent_text(row.member_rate_ppm),
        non_member_rate=percent_text(row.non_member_rate_ppm),
        source=row.source,
    )
