"""Superseding the fee schedule."""

from sqlalchemy.ext.asyncio import AsyncSession

from billing.amounts.rules import ppm_from_percent
from billing.callers import require_manager
from billing.database import flush_or_refuse
from billing.errors import BeginsInThePast, DateTaken
from billing.fees.orm import FeeSchedule
from billing.fees.queries import shown
from billing.fees.schemas import FeeScheduleIn, FeeScheduleOut
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id


async def add_fee_schedule(
    session: AsyncSession, clock: Clock, *, caller: Caller, new: FeeScheduleIn
) -> FeeScheduleOut:
    """Set the rates of the intermediation fee from a future moment on. For the manager.

    What was confirmed before keeps its rates: a schedule begins in the future
    (`begins_in_the_past`) and at a moment of its own (`date_taken`).
    """
    require_manager(caller)
    if new.valid_from <= clock.now():
        raise BeginsInThePast("A fee schedule begins in the future", pointer="/valid_from")
    row = FeeSchedule(
        id=new_id(),
        valid_from=new.valid_from,
        member_rate_ppm=ppm_from_percent(new.member_rate),
        non_member_rate_ppm=ppm_from_percent(new.non_member_rate),
        source=new.source,
        created_by=caller.subject,
    )
    session.add(row)
    await flush_or_refuse(
        session,
        {
            "uq_fee_schedules_valid_from": DateTaken(
                "Another fee schedule begins at that moment", pointer="/valid_from"
            )
        },
    )
    return shown(row)
