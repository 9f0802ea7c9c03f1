"""The paths of permissions for purchases between related organisations."""

from uuid import UUID

from marketplace.callers import Managing, Reader
from marketplace.related_purchases import queries, use_cases
from marketplace.related_purchases.schemas import NewRelatedPurchase, RelatedPurchaseShown
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session

router = Router(prefix="/v1/marketplace/related-purchases", tags=["related purchases"])


@router.post("", status_code=201)
async def allow_related_purchase(
    manager: Managing, session: Session, clock: BusinessClock, body: NewRelatedPurchase
) -> RelatedPurchaseShown:
    """Let an organisation take part in a related client's tender, as the cluster's manager.

    In person, and never where the cluster's own organisation is a party or related to one (403
    `own_matter`). The orders carry `related_parties`; they are not reviewed and count for no
    loyalty.
    """
    row = await use_cases.allow(
        session,
        clock,
        client_id=body.client_id,
        provider_id=body.provider_id,
        tender_id=body.tender_id,
        reason=body.reason,
        cluster_id=manager.acting_for,
        person_id=manager.subject,
    )
    return RelatedPurchaseShown.of(row)


@router.get("")
async def list_related_purchases(
    reader: Reader, session: Session, pages: Pages
) -> Page[RelatedPurchaseShown]:
    """Allowed purchases, newest first.

    The cluster's manager sees all, a provider those that name it, the client of the tender
    those of its tenders whose bids are opened.
    """
    return await queries.related_purchases(
        session, paging=pages, reader_id=reader.acting_for, is_manager=reader.is_manager
    )


@router.post("/{related_purchase_id}/withdrawal")
async def withdraw_related_purchase(
    manager: Managing, session: Session, clock: BusinessClock, related_purchase_id: UUID
) -> RelatedPurchaseShown:
    """Take a permission back, as the cluster's manager in person.

    Until the tender's deadline; one given after it until an award rests on it (409
    `related_purchase_stands`). A bid that relied on it is stopped at the award.
    """
    row = await use_cases.withdraw(
        session, clock, related_purchase_id=related_purchase_id, person_id=manager.subject
    )
    return RelatedPurchaseShown.of(row)
