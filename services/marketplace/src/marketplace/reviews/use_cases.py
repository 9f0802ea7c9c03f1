"""Giving a review."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.errors import AlreadyReviewed
from marketplace.orders.use_cases import locked, related_now
from marketplace.reviews.events import ReviewGiven
from marketplace.reviews.orm import Review
from marketplace.reviews.rules import check_independent, check_reviewable
from shared.clocks import Clock
from shared.database import constraint_name
from shared.ids import new_id
from shared.messaging.outbox import announce


async def give(
    session: AsyncSession,
    clock: Clock,
    *,
    order_id: UUID,
    client_id: UUID,
    rating: int,
    text: str,
) -> Review:
    """Review a completed order once, as its client; 1 is the worst rating and 5 the best.

    Announces `review.given`. Raises OrderNotFound, NotTheClient, OrderStateForbids,
    RelatedParties (ordered so, permitted or not, or so by now, unless by an act of the provider
    after the award), AlreadyReviewed.
    """
    order, _ = await locked(session, order_id, client_id, side="client")
    check_reviewable(order.status)
    related = order.related_parties or await related_now(session, clock, order)
    check_independent(related_parties=related)
    if await session.scalar(select(Review.id).where(Review.order_id == order_id)) is not None:
        raise AlreadyReviewed("The order has been reviewed")
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
    try:
        await session.flush()
    except IntegrityError as error:
        if constraint_name(error) != "uq_reviews_order_id":
            raise
        raise AlreadyReviewed("The order has been reviewed") from None
    names = ("id", "version", "order_id", "client_id", "provider_id", "rating", "text", "given_at")
    await announce(session, ReviewGiven(**{name: getattr(review, name) for name in names}))
    return review
