"""Superseding the fee schedule."""

from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from billing.callers import require_manager
from billing.fees.errors import BeginsInThePast, DateTaken
from billing.fees.orm import FeeSchedule
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id
from shared.rows import Refusals, flush_or_refuse

_TAKEN: Final[Refusals] = {
    "uq_fee_schedules_valid_from": lambda: DateTaken(
        "Another fee schedule begins at that moment", pointer="/valid_from"
    )
}


async def add_fee_schedule(
    session: AsyncSession,
    clock: Clock,
    *,
    by: Caller,
    valid_from: datetime,
    member_rate_ppm: int,
    non_member_rate_ppm: int,
    source: str,
) -> FeeSchedule:
    """Set the rates of the intermediation fee from a future moment on. For the manager.

    What was confirmed before keeps its rates: a schedule begins in the future
    (`begins_in_the_past`) and at a moment of its own (`date_taken`).
    """
    require_manager(by)
    if valid_from <= clock.now():
        raise BeginsInThePast("A fee schedule begins in the future", pointer="/valid_from")
    schedule = FeeSchedule(
        id=new_id(),
        valid_from=valid_from,
        member_rate_ppm=member_rate_ppm,
        non_member_rate_ppm=non_member_rate_ppm,
        source=source,
        created_by=by.subject,
    )
    session.add(schedule)
    await flush_or_refuse(session, _TAKEN)
    return schedule
