"""What can be done with an equipment item. Each verb may be called by the provider alone."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.base import ByLanguage
from marketplace.equipment.events import EquipmentPublished, EquipmentUpdated, EquipmentWithdrawn
from marketplace.equipment.orm import EquipmentItem
from marketplace.errors import EquipmentNotFound
from marketplace.offers import use_cases as offers
from marketplace.organisations.use_cases import require_known
from marketplace.vocabulary import Region
from shared.clocks import Clock
from shared.ids import new_id

EQUIPMENT = offers.Kind(
    row=EquipmentItem,
    name="equipment item",
    not_found=EquipmentNotFound,
    not_yours="Only the provider may change its equipment",
    stale="The item was changed since; read it again",
    published=EquipmentPublished.of,
    updated=EquipmentUpdated.of,
    withdrawn=EquipmentWithdrawn.of,
)
"""What an equipment item brings to the life of an offer."""


async def create(
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
    """Write a draft that nobody else sees. Raises OrganisationNotYetKnown.

    `day_rate_cents`: EUR cents, net. `item_id` is for a loader that must be repeatable.
    """
    await require_known(session, provider_id)
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


async def create_published(session: AsyncSession, clock: Clock, **item: Any) -> EquipmentItem:
    """Create and publish in one step, as a loader does; takes what `create` takes.

    Announces `equipment.published` at version 1. Raises OrganisationNotYetKnown.
    """
    row = await create(session, clock, **item)
    await offers.publish_new(session, EQUIPMENT, row)
    return row


async def change(
    session: AsyncSession,
    *,
    item_id: UUID,
    provider_id: UUID,
    expected_version: int | None,
    changes: Mapping[str, Any],
) -> EquipmentItem:
    """Replace the given fields of a draft or a published item.

    Announces `equipment.updated` if it is public. Raises EquipmentNotFound, NotTheProvider, Stale,
    OfferStateForbids.
    """
    return await offers.change(
        session,
        EQUIPMENT,
        offer_id=item_id,
        provider_id=provider_id,
        expected_version=expected_version,
        changes=changes,
    )


async def publish(
    session: AsyncSession, clock: Clock, *, item_id: UUID, provider_id: UUID
) -> EquipmentItem:
    """Make a draft public.

    Announces `equipment.published`. Raises EquipmentNotFound, NotTheProvider, OfferStateForbids.
    """
    return await offers.publish(
        session, clock, EQUIPMENT, offer_id=item_id, provider_id=provider_id
    )


async def withdraw(session: AsyncSession, *, item_id: UUID, provider_id: UUID) -> EquipmentItem:
    """Take a published item back for good.

    Announces `equipment.withdrawn`. Raises EquipmentNotFound, NotTheProvider, OfferStateForbids.
    """
    return await offers.withdraw(session, EQUIPMENT, offer_id=item_id, provider_id=provider_id)
