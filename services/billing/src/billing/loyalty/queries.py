"""Reads of loyalty programmes."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.amounts.rules import percent_text
from billing.loyalty.orm import LoyaltyProgramme
from billing.loyalty.rules import LoyaltyTerms
from billing.loyalty.schemas import LoyaltyProgrammeOut
from shared.http.paging import Key, Page, Paging, page_of


async def loyalty_programmes(session: AsyncSession) -> list[LoyaltyTerms]:
    """Every programme, earliest first."""
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


async def list_loyalty_programmes(
    session: AsyncSession, paging: Paging
) -> Page[LoyaltyProgrammeOut]:
    """One page, the latest to begin first."""
    return await page_of(
        session,
        select(LoyaltyProgramme),
        keys=[
            Key(LoyaltyProgramme.valid_from, lambda row: row.valid_from, descending=True),
            Key(LoyaltyProgramme.id, lambda row: row.id),
        ],
        paging=paging,
        to_item=shown,
    )


def shown(row: LoyaltyProgramme) -> LoyaltyProgrammeOut:
    """A programme as the API shows it."""
    return LoyaltyProgrammeOut(
        id=row.id,
        valid_from=row.valid_from,
        discount_rate=percent_text(row.discount_rate_ppm),
        from_purchase=row.from_purchase,
        window_months=row.window_months,
        cluster_parts=row.cluster_parts,
        provider_parts=row.provider_parts,
        source=row.source,
    )
