"""Adding a review, of which an order has one."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.orders.orm import Order
from marketplace.reviews.errors import AlreadyReviewed
from marketplace.reviews.orm import Review
from shared.clocks import Clock
from shared.ids import new_id
from shared.rows import flush_or_refuse

_ALREADY_REVIEWED = "The order has been reviewed"


async def add_review(
    session: AsyncSession, clock: Clock, order: Order, *, rating: int, text: str
) -> Review:
    """Add the review of an order. Raises AlreadyReviewed."""
    if await session.scalar(select(Review.id).where(Review.order_id == order.id)) is not None:
        raise AlreadyReviewed(_ALREADY_REVIEWED)
    review = Review(
        id=new_id(),
        version=1,
        order_id=order.id,
        client_id=order.client_id,
        provider_id=order.provider_id,
        rating=rating,
        text=text,
        given_at=clock.now(),
    )
    session.add(review)
    await flush_or_refuse(session, {"uq_reviews_order_id": AlreadyReviewed(_ALREADY_REVIEWED)})
    return review
