"""What is loaded of loyalty programmes."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.loyalty.orm import LoyaltyProgramme
from billing.loyalty.rules import LoyaltyTerms


async def loyalty_programmes(session: AsyncSession) -> list[LoyaltyTerms]:
    """The terms of every programme, earliest first."""
    rows = await session.scalars(select(LoyaltyProgramme).order_by(LoyaltyProgramme.valid_from))
    return [
        LoyaltyTerms(
            id=row.id,
            valid_from=row.valid_from,
            discount_rate_ppm=row.discount_rate_ppm,
            from_purchase=row.from_purchase,
            window_months=row.window_months,
            cluster_parts=row.cluster_parts,
            provider_parts=row.provider_parts,
            source=row.source,
        )
        for row in rows
    ]
