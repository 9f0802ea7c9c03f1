"""Keeping reviews."""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from search.reputation.orm import Review
from search.reputation.readers import ReviewRead


async def keep_review(session: AsyncSession, review: ReviewRead) -> None:
    """Keep a review, to be counted into its provider's reputation, unless ours is as new."""
    stated = review.model_dump()
    await session.execute(
        insert(Review)
        .values(stated)
        .on_conflict_do_update(
            index_elements=[Review.id], set_=stated, where=Review.version < review.version
        )
    )
