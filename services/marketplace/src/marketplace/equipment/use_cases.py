"""What can be done with an equipment item. Each verb may be called by the provider alone."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.base import ByLanguage
from marketplace.equipment import rules
from marketplace.equipment.events import (
    EquipmentPublished,
    EquipmentState,
    EquipmentUpdated,
    EquipmentWithdrawn,
)
from marketplace.equipment.orm import EquipmentItem
from marketplace.errors import EquipmentNotFound, NotTheProvider, Stale
from marketplace.locking import locked_row
from marketplace.organisations.use_cases import require_known
from shared.clocks import Clock
from shared.ids import new_id
from shared.money import Money
from shared.outbox import announce


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
    region: str,
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
    row.status = rules.moved(row.status, "publish")
    row.published_at = row.created_at
    await announce(session, _state(EquipmentPublished, row))
    return row


async def change(
    session: AsyncSession,
    *,
    item_id: UUID,
    provider_id: UUID,
    expected_version: int,
    changes: Mapping[str, Any],
) -> EquipmentItem:
    """Replace the given fields of a draft or a published item.

    Announces `equipment.updated` if it is public. Raises EquipmentNotFound, NotTheProvider, Stale,
    OfferStateForbids.
    """
    item = await _owned(session, item_id, provider_id)
    rules.check_editable(item.status)
    if item.version != expected_version:
        raise Stale("The item was changed since; read it again")
    for name, value in changes.items():
        setattr(item, name, value)
    item.version += 1
    if item.status == "published":
        await announce(session, _state(EquipmentUpdated, item))
    return item


async def publish(
    session: AsyncSession, clock: Clock, *, item_id: UUID, provider_id: UUID
) -> EquipmentItem:
    """Make a draft public.

    Announces `equipment.published`. Raises EquipmentNotFound, NotTheProvider, OfferStateForbids.
    """
    item = await _owned(session, item_id, provider_id)
    item.status = rules.moved(item.status, "publish")
    item.published_at = clock.now()
    item.version += 1
    await announce(session, _state(EquipmentPublished, item))
    return item


async def withdraw(session: AsyncSession, *, item_id: UUID, provider_id: UUID) -> EquipmentItem:
    """Take a published item back for good.

    Announces `equipment.withdrawn`. Raises EquipmentNotFound, NotTheProvider, OfferStateForbids.
    """
    item = await _owned(session, item_id, provider_id)
    item.status = rules.moved(item.status, "withdraw")
    item.version += 1
    await announce(session, _state(EquipmentWithdrawn, item))
    return item


async def _owned(session: AsyncSession, item_id: UUID, provider_id: UUID) -> EquipmentItem:
    item = await locked_row(session, EquipmentItem, item_id)
    # Another's draft or withdrawn item does not exist for a stranger.
    if item is None or (item.provider_id != provider_id and item.status != "published"):
        raise EquipmentNotFound("There is no such equipment item")
    if item.provider_id != provider_id:
        raise NotTheProvider("Only the provider may change its equipment")
    return item


def _state(kind: type[EquipmentState], row: EquipmentItem) -> EquipmentState:
    own = ("title", "description", "category", "quantity", "region")
    return kind(
        id=row.id,
        version=row.version,
        provider_id=row.provider_id,
        day_rate=Money.of(row.day_rate_cents),
        status=row.status,
        published_at=row.published_at,
        **{name: getattr(row, name) for name in own},
    )
