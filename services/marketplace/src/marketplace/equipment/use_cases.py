"""What can be done with an equipment item, by a representative of its provider."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.equipment.events import EquipmentPublished, EquipmentUpdated, EquipmentWithdrawn
from marketplace.equipment.orm import EquipmentItem
from marketplace.equipment.repository import add_item, own_item
from marketplace.offers import use_cases as offers
from marketplace.organisations.repository import check_may
from shared.callers import Caller
from shared.clocks import Clock
from shared.messaging.outbox import announce


async def create_equipment(
    session: AsyncSession, clock: Clock, *, by: Caller, **item: Any
) -> EquipmentItem:
    """Write a draft of an equipment item, for the organisation that the caller represents.

    Nobody else sees a draft. 409 `organisation_not_yet_known` right after the registration: try
    again in a moment. Raises `OrganisationNotYetKnown`.
    """
    return await add_item(session, clock, provider_id=by.acting_for, **item)


async def load_equipment(session: AsyncSession, clock: Clock, **item: Any) -> EquipmentItem:
    """Create and publish in one step, as a loader does; takes what `add_item` takes.

    Announces `equipment.published` at version 1. Raises OrganisationNotYetKnown.
    """
    row = await add_item(session, clock, **item)
    row.status, row.published_at = "published", row.created_at
    await announce(session, EquipmentPublished.model_validate(row))
    return row


async def change_equipment(
    session: AsyncSession,
    *,
    item_id: UUID,
    by: Caller,
    expected_version: int | None,
    changes: Mapping[str, Any],
) -> EquipmentItem:
    """Change a draft or a published item of one's own.

    Announces `equipment.updated` if it is public. Raises `EquipmentNotFound`, `NotTheProvider`,
    `Stale`, `OfferStateForbids`.
    """
    item = await own_item(session, item_id, by=by)
    offers.check_change_of_offer(item, expected_version=expected_version)
    offers.change_offer(item, changes)
    if item.status == "published":
        await announce(session, EquipmentUpdated.model_validate(item))
    return item


async def publish_equipment(
    session: AsyncSession, clock: Clock, *, item_id: UUID, by: Caller
) -> EquipmentItem:
    """Make a draft of one's own public.

    409 `standing_forbids` while the provider may not publish: one that is suspended, say.
    Announces `equipment.published`. Raises `EquipmentNotFound`, `NotTheProvider`,
    `StandingForbids`, `OfferStateForbids`.
    """
    item = await own_item(session, item_id, by=by)
    await check_may(session, "publish", [item.provider_id])
    offers.publish_offer(item, clock)
    await announce(session, EquipmentPublished.model_validate(item))
    return item


async def withdraw_equipment(session: AsyncSession, *, item_id: UUID, by: Caller) -> EquipmentItem:
    """Take a published item of one's own back for good.

    Announces `equipment.withdrawn`. Raises `EquipmentNotFound`, `NotTheProvider`,
    `OfferStateForbids`.
    """
    item = await own_item(session, item_id, by=by)
    offers.withdraw_offer(item)
    await announce(session, EquipmentWithdrawn.model_validate(item))
    return item
