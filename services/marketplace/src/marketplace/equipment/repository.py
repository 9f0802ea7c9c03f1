"""Equipment items as use cases and queries find and add them."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.base import ByLanguage
from marketplace.equipment.errors import EquipmentNotFound
from marketplace.equipment.orm import EquipmentItem
from marketplace.offers.repository import own_offer, seen_offer
from marketplace.organisations.repository import check_known
from marketplace.vocabulary import Region
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id


async def seen_item(session: AsyncSession, item_id: UUID, *, by: Caller | None) -> EquipmentItem:
    """Return an item that the reader, or anybody, may see. Raises EquipmentNotFound."""
    return await seen_offer(session, EquipmentItem, item_id, by=by, not_found=EquipmentNotFound)


async def own_item(session: AsyncSession, item_id: UUID, *, by: Caller) -> EquipmentItem:
    """Lock and return an item of the caller's organisation.

    Raises EquipmentNotFound, NotTheProvider.
    """
    return await own_offer(session, EquipmentItem, item_id, by=by, not_found=EquipmentNotFound)


async def add_item(
    session: AsyncSession,
    clock: Clock,
    *,
    provider_id: UUID,
    title: ByLanguage,
    description: ByLanguage,
    category: str,
    day_rate_cents: int,
    quantity: int,
    region: Region,
    item_id: UUID | None = None,
) -> EquipmentItem:
    """Add a draft. Raises OrganisationNotYetKnown.

    `day_rate_cents`: EUR cents, net. `item_id` is for a loader that must be repeatable.
    """
    await check_known(session, provider_id)
    item = EquipmentItem(
        id=item_id or new_id(),
        version=1,
        provider_id=provider_id,
        title=dict(title),
        description=dict(description),
        category=category,
        day_rate_cents=day_rate_cents,
        quantity=quantity,
        region=region,
        status="draft",
        created_at=clock.now(),
        published_at=None,
    )
    session.add(item)
    return item
