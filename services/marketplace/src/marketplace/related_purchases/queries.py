"""Reading permissions: the manager all, a provider its own, a client once bids are opened."""

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.callers import is_manager
from marketplace.related_purchases.orm import RelatedPurchase
from marketplace.related_purchases.schemas import RelatedPurchaseOut
from marketplace.tenders.orm import Tender
from shared.callers import Caller
from shared.http.paging import Key, Page, Paging, page_of


async def list_related_purchases(
    session: AsyncSession, *, paging: Paging, by: Caller
) -> Page[RelatedPurchaseOut]:
    """Allowed purchases, newest first.

    The cluster's manager sees all, a provider those that name it, the client of the tender those
    of its tenders whose bids are opened: before that it would tell who bids.
    """
    statement = select(RelatedPurchase)
    if not is_manager(by):
        opened = (
            select(Tender.id)
            .where(Tender.id == RelatedPurchase.tender_id, Tender.opened_at.is_not(None))
            .exists()
        )
        statement = statement.where(
            or_(
                RelatedPurchase.provider_id == by.acting_for,
                (RelatedPurchase.client_id == by.acting_for) & opened,
            )
        )
    return await page_of(
        session,
        statement,
        keys=[Key(RelatedPurchase.id, lambda row: row.id, descending=True)],
        paging=paging,
        to_item=RelatedPurchaseOut.model_validate,
    )
