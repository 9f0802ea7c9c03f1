"""The paths of reviews, below /v1/marketplace."""

from uuid import UUID

from marketplace.callers import Acting
from marketplace.reviews import queries, use_cases
from marketplace.reviews.schemas import NewReview, ReviewShown
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session

router = Router(prefix="/v1/marketplace", tags=["reviews"])


@router.post("/orders/{order_id}/review", status_code=201)
async def review_order(
    acting: Acting, session: Session, clock: BusinessClock, order_id: UUID, body: NewReview
) -> ReviewShown:
    """Review a completed order of one's own, once, as its client. Announces `review.given`.

    409 `related_parties` for an order between related parties, unless the provider alone has made
    them so after the award.
    """
    row = await use_cases.give(
        session, clock, order_id=order_id, client_id=acting, rating=body.rating, text=body.text
    )
    return ReviewShown.of(row)


@router.get("/reviews")
async def list_reviews(
    session: Session, pages: Pages, provider_id: UUID | None = None
) -> Page[ReviewShown]:
    """Reviews, newest first; `provider_id` restricts to one provider's."""
    return await queries.reviews(session, paging=pages, provider_id=provider_id)
