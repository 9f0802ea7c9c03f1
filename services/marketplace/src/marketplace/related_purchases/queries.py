"""Reading permissions: the manager all, a provider its own, a client once bids are opened."""

from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.related_purchases.orm import RelatedPurchase
from marketplace.related_purchases.schemas import RelatedPurchaseShown
from marketplace.tenders.orm import Tender
from shared.http.paging import Key, Page, Paging, page_of


async def related_purchases(
    session: AsyncSession, *, paging: Paging, reader_id: UUID, is_manager: bool
) -> Page[RelatedPurchaseShown]:
    """Return the permissions that the reader may see, newest first.

    For the client there is none before the opening: it would tell who bids.
    """
    statement = select(RelatedPurchase)
    if not is_manager:
        opened = (
            select(Tender.id)
            .where(Tender.id == RelatedPurchase.tender_id, Tender.opened_at.is_not(None))
            .exists()
        )
        statement = statement.where(
            or_(
                RelatedPurchase.provider_id == reader_id,
                (RelatedPurchase.client_id == reader_id) & opened,
            )
        )
    return await page_of(
        session,
        statement,
        keys=[Key(RelatedPurchase.id, lambda row: row.id, descending=True)],
        paging=paging,
        to_item=RelatedPurchaseShown.of,
    )
