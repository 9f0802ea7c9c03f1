"""Superseding the loyalty programme."""

from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from billing.callers import require_manager
from billing.fees.errors import BeginsInThePast, DateTaken
from billing.loyalty.orm import LoyaltyProgramme
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id
from shared.rows import Refusals, flush_or_refuse

_TAKEN: Final[Refusals] = {
    "uq_loyalty_programmes_valid_from": lambda: DateTaken(
        "Another loyalty programme begins at that moment", pointer="/valid_from"
    )
}


async def add_loyalty_programme(
    session: AsyncSession,
    clock: Clock,
    *,
    by: Caller,
    valid_from: datetime,
    discount_rate_ppm: int,
    from_purchase: int,
    window_months: int,
    cluster_parts: int,
    provider_parts: int,
    source: str,
) -> LoyaltyProgramme:
    """Set the loyalty programme from a future moment on. For the manager.

    What was confirmed before keeps its discount: a programme begins in the future
    (`begins_in_the_past`) and at a moment of its own (`date_taken`).
    """
    require_manager(by)
    if valid_from <= clock.now():
        raise BeginsInThePast("A loyalty programme begins in the future", pointer="/valid_from")
    programme = LoyaltyProgramme(
        id=new_id(),
        valid_from=valid_from,
        discount_rate_ppm=discount_rate_ppm,
        from_purchase=from_purchase,
        window_months=window_months,
        cluster_parts=cluster_parts,
        provider_parts=provider_parts,
        source=source,
        created_by=by.subject,
    )
    session.add(programme)
    await flush_or_refuse(session, _TAKEN)
    return programme
