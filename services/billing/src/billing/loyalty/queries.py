"""Reads of loyalty programmes."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.loyalty.orm import LoyaltyProgramme
from billing.loyalty.schemas import LoyaltyProgrammeOut
from shared.http.paging import Key, Page, Paging, page_of


async def list_loyalty_programmes(
    session: AsyncSession, paging: Paging
) -> Page[LoyaltyProgrammeOut]:
    """The loyalty programmes, the latest to begin first."""
    return await page_of(
        session,
        select(LoyaltyProgramme),
        keys=[
            Key(LoyaltyProgramme.valid_from, lambda row: row.valid_from, descending=True),
            Key(LoyaltyProgramme.id, lambda row: row.id),
        ],
        paging=paging,
        to_item=LoyaltyProgrammeOut.model_validate,
    )
