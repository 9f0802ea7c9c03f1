"""The paths of reviews, below /v1/marketplace."""

from inspect import getdoc
from uuid import UUID

from marketplace.callers import Representative
from marketplace.reviews import queries, use_cases
from marketplace.reviews.schemas import ReviewIn, ReviewOut
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session

router = Router(prefix="/v1/marketplace", tags=["reviews"])


@router.post(
    "/orders/{order_id}/review", status_code=201, description=getdoc(use_cases.review_order)
)
async def review_order(
    by: Representative, session: Session, clock: BusinessClock, order_id: UUID, body: ReviewIn
) -> ReviewOut:
    review = await use_cases.review_order(
        session, clock, order_id=order_id, by=by, rating=body.rating, text=body.text
    )
    return ReviewOut.model_validate(review)


@router.get("/reviews", description=getdoc(queries.list_reviews))
async def list_reviews(
    session: Session, pages: Pages, provider_id: UUID | None = None
) -> Page[ReviewOut]:
    return await queries.list_reviews(session, paging=pages, provider_id=provider_id)
