"""Reads of fee schedules."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.fees.orm import FeeSchedule
from billing.fees.schemas import FeeScheduleOut
from shared.http.paging import Key, Page, Paging, page_of


async def list_fee_schedules(session: AsyncSession, paging: Paging) -> Page[FeeScheduleOut]:
    """The schedules of the intermediation fee, the latest to begin first."""
    return await page_of(
        session,
        select(FeeSchedule),
        keys=[
            Key(FeeSchedule.valid_from, lambda row: row.valid_from, descending=True),
            Key(FeeSchedule.id, lambda row: row.id),
        ],
        paging=paging,
        to_item=FeeScheduleOut.model_validate,
    )
