"""Ratings and price previews over HTTP."""

from inspect import getdoc
from uuid import UUID

from fastapi import Response

from billing.callers import Reader
from billing.ratings import queries
from billing.ratings.schemas import PricePreviewIn, PricePreviewOut, RatingOut
from shared.http.etags import set_etag
from shared.http.routing import NOT_IDEMPOTENT, Router
from shared.http.transactions import BusinessClock, Session

router = Router(prefix="/v1/billing", tags=["ratings"])


@router.get("/orders/{order_id}/rating", description=getdoc(queries.rating_of_order))
async def get_rating(
    session: Session, caller: Reader, order_id: UUID, response: Response
) -> RatingOut:
    rating = await queries.rating_of_order(session, by=caller, order_id=order_id)
    response.headers["Vary"] = "Authorization"
    set_etag(response, rating.version)
    return rating


@router.post(
    "/price-previews",
    openapi_extra=NOT_IDEMPOTENT,
    description=getdoc(queries.preview_price),
)
async def preview_price(
    session: Session, clock: BusinessClock, caller: Reader, wish: PricePreviewIn
) -> PricePreviewOut:
    return await queries.preview_price(
        session,
        clock,
        by=caller,
        client_id=wish.client_id,
        provider_id=wish.provider_id,
        net_cents=wish.net.cents,
    )
