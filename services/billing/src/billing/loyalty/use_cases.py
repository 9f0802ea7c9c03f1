"""Superseding the loyalty programme."""

from sqlalchemy.ext.asyncio import AsyncSession

from billing.amounts.rules import ppm_from_percent
from billing.callers import require_manager
from billing.database import flush_or_refuse
from billing.errors import BeginsInThePast, DateTaken
from billing.loyalty.orm import LoyaltyProgramme
from billing.loyalty.queries import shown
from billing.loyalty.schemas import LoyaltyProgrammeIn, LoyaltyProgrammeOut
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id


async def add_loyalty_programme(
    session: AsyncSession, clock: Clock, *, caller: Caller, new: LoyaltyProgrammeIn
) -> LoyaltyProgrammeOut:
    """Set the loyalty programme from a future moment on. For the manager.

    What was confirmed before keeps its discount: a programme begins in the future
    (`begins_in_the_past`) and at a moment of its own (`date_taken`).
    """
    require_manager(caller)
    if new.valid_from <= clock.now():
        raise BeginsInThePast("A loyalty programme begins in the future", pointer="/valid_from")
    row = LoyaltyProgramme(
        id=new_id(),
        valid_from=new.valid_from,
        discount_rate_ppm=ppm_from_percent(new.discount_rate),
        from_purchase=new.from_purchase,
        window_months=new.window_months,
        cluster_parts=new.cluster_parts,
        provider_parts=new.provider_parts,
        source=new.source,
        created_by=caller.subject,
    )
    session.add(row)
    await flush_or_refuse(
        session,
        {
            "uq_loyalty_programmes_valid_from": DateTaken(
                "Another loyalty programme begins at that moment", pointer="/valid_from"
            )
        },
    )
    return shown(row)
