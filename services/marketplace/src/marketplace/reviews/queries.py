"""Reading reviews: everybody may."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.reviews.orm import Review
from marketplace.reviews.schemas import ReviewShown
from shared.http.paging import Key, Page, Paging, page_of


async def reviews(
    session: AsyncSession, *, paging: Paging, provider_id: UUID | None
) -> Page[ReviewShown]:
    """Return reviews, newest first, of one provider or of all."""
    statement = select(Review)
    if provider_id is not None:
        statement = statement.where(Review.provider_id == provider_id)
    return await page_of(
        session,
        statement,
        keys=[Key(Review.id, lambda row: row.id, descending=True)],
        paging=paging,
        to_item=ReviewShown.of,
    )
