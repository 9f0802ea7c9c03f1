"""Finding and adding permissions for purchases between related organisations."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.related_purchases.errors import AlreadyAllowed, RelatedPurchaseNotFound
from marketplace.related_purchases.orm import RelatedPurchase
from marketplace.tenders.errors import TenderNotFound
from marketplace.tenders.orm import Tender
from shared.rows import flush_or_refuse, locked_row


async def held_tender(session: AsyncSession, tender_id: UUID) -> Tender:
    """Return a published tender that nobody changes meanwhile. Raises TenderNotFound."""
    tender = await locked_row(session, Tender, tender_id, shared=True)
    if tender is None or tender.published_at is None:
        raise TenderNotFound("There is no such tender")
    return tender


async def add_permission(session: AsyncSession, permission: RelatedPurchase) -> RelatedPurchase:
    """Add the one permission of its tender and provider. Raises AlreadyAllowed."""
    session.add(permission)
    refusal = AlreadyAllowed("This purchase is allowed already")
    await flush_or_refuse(session, {"uq_related_purchases_one_in_force": refusal})
    return permission


async def locked_permission(
    session: AsyncSession, related_purchase_id: UUID
) -> tuple[RelatedPurchase, Tender]:
    """Lock and return a permission, with its tender. Raises RelatedPurchaseNotFound."""
    permission = await locked_row(session, RelatedPurchase, related_purchase_id)
    if permission is None:
        raise RelatedPurchaseNotFound("There is no such permission")
    return permission, await session.get_one(Tender, permission.tender_id)


async def allowed_in(session: AsyncSession, tender: Tender) -> set[UUID]:
    """Whom a permission in force lets take part in the tender."""
    in_force = (RelatedPurchase.tender_id == tender.id, RelatedPurchase.withdrawn_at.is_(None))
    return set(await session.scalars(select(RelatedPurchase.provider_id).where(*in_force)))


async def locked_permissions(
    session: AsyncSession, tender: Tender, provider_ids: Collection[UUID]
) -> list[RelatedPurchase]:
    """Lock and return the permissions in force that let these take part in the tender."""
    statement = (
        select(RelatedPurchase)
        .where(
            RelatedPurchase.tender_id == tender.id,
            RelatedPurchase.provider_id.in_(provider_ids),
            RelatedPurchase.withdrawn_at.is_(None),
        )
        # In one order for everybody, so that no two awards wait for each other.
        .order_by(RelatedPurchase.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(await session.scalars(statement))
