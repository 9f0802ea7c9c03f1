"""Giving a review."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.notices.use_cases import in_one_language, notify
from marketplace.orders.repository import own_order, related_now
from marketplace.reviews.events import ReviewGiven
from marketplace.reviews.orm import Review
from marketplace.reviews.repository import add_review
from marketplace.reviews.rules import check_independent, check_reviewable
from shared.callers import Caller
from shared.clocks import Clock
from shared.messaging.outbox import announce


async def review_order(
    session: AsyncSession, clock: Clock, *, order_id: UUID, by: Caller, rating: int, text: str
) -> Review:
    """Review a completed order of one's own, once, as its client: 1 is the worst, 5 the best.

    409 `related_parties` for an order between related parties, permitted or not, unless the
    provider alone has made them so after the award. Announces `review.given`, and `notice.due` to
    the provider. Raises `OrderNotFound`, `NotTheClient`, `OrderStateForbids`, `RelatedParties`,
    `AlreadyReviewed`.
    """
    order = await own_order(session, order_id, by=by, side="client")
    check_reviewable(order.status)
    related = order.related_parties or await related_now(session, clock, order)
    check_independent(related_parties=related)
    review = await add_review(session, clock, order, rating=rating, text=text)
    await announce(session, ReviewGiven.model_validate(review))
    await notify(
        session,
        organisation_id=order.provider_id,
        role="seller",
        template="review_received",
        values={"title": in_one_language(order.title), "rating": str(rating)},
        link=f"/v1/marketplace/orders/{order.id}",
    )
    return review
