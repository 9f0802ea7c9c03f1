"""Reading reviews: everybody may."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.reviews.orm import Review
from marketplace.reviews.schemas import ReviewOut
from shared.http.paging import Key, Page, Paging, page_of


async def list_reviews(
    session: AsyncSession, *, paging: Paging, provider_id: UUID | None
) -> Page[ReviewOut]:
    """Reviews, newest first; `provider_id` restricts to one provider's."""
    statement = select(Review)
    if provider_id is not None:
        statement = statement.where(Review.provider_id == provider_id)
    return await page_of(
        session,
        statement,
        keys=[Key(Review.id, lambda row: row.id, descending=True)],
        paging=paging,
        to_item=ReviewOut.model_validate,
    )
