"""The paths of permissions for purchases between related organisations."""

from inspect import getdoc
from uuid import UUID

from marketplace.callers import Manager, Reader
from marketplace.related_purchases import queries, use_cases
from marketplace.related_purchases.schemas import RelatedPurchaseIn, RelatedPurchaseOut
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session

router = Router(prefix="/v1/marketplace/related-purchases", tags=["related purchases"])


@router.post("", status_code=201, description=getdoc(use_cases.allow_related_purchase))
async def allow_related_purchase(
    by: Manager, session: Session, clock: BusinessClock, body: RelatedPurchaseIn
) -> RelatedPurchaseOut:
    permission = await use_cases.allow_related_purchase(
        session,
        clock,
        client_id=body.client_id,
        provider_id=body.provider_id,
        tender_id=body.tender_id,
        reason=body.reason,
        by=by,
    )
    return RelatedPurchaseOut.model_validate(permission)


@router.get("", description=getdoc(queries.list_related_purchases))
async def list_related_purchases(
    by: Reader, session: Session, pages: Pages
) -> Page[RelatedPurchaseOut]:
    return await queries.list_related_purchases(session, paging=pages, by=by)


@router.post(
    "/{related_purchase_id}/withdrawal", description=getdoc(use_cases.withdraw_related_purchase)
)
async def withdraw_related_purchase(
    by: Manager, session: Session, clock: BusinessClock, related_purchase_id: UUID
) -> RelatedPurchaseOut:
    permission = await use_cases.withdraw_related_purchase(
        session, clock, related_purchase_id=related_purchase_id, by=by
    )
    return RelatedPurchaseOut.model_validate(permission)
