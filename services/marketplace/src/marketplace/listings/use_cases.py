"""What can be done with a listing. Each verb may be called by the provider alone."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.base import ByLanguage
from marketplace.errors import ListingNotFound, NotTheProvider, Stale
from marketplace.listings import rules
from marketplace.listings.events import (
    ListingPublished,
    ListingState,
    ListingUpdated,
    ListingWithdrawn,
)
from marketplace.listings.orm import Listing
from marketplace.locking import locked_row
from marketplace.organisations.use_cases import require_known
from marketplace.vocabulary import PriceUnit, Stage
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
    stage: Stage,
    role: str,
    region: str,
    price_cents: int,
    price_unit: PriceUnit,
    languages: list[str],
    listing_id: UUID | None = None,
) -> Listing:
    """Write a draft that nobody else sees. Raises OrganisationNotYetKnown.

    `price_cents`: EUR cents, net. `listing_id` is for a loader that must be repeatable.
    """
    await require_known(session, provider_id)
    listing = Listing(
        id=listing_id or new_id(),
        version=1,
        provider_id=provider_id,
        title=dict(title),
        description=dict(description),
        stage=stage,
        role=role,
        region=region,
        price_cents=price_cents,
        price_unit=price_unit,
        languages=languages,
        status="draft",
        created_at=clock.now(),
        published_at=None,
    )
    session.add(listing)
    return listing


async def create_published(session: AsyncSession, clock: Clock, **listing: Any) -> Listing:
    """Create and publish in one step, as a loader does; takes what `create` takes.

    Announces `listing.published` at version 1. Raises OrganisationNotYetKnown.
    """
    row = await create(session, clock, **listing)
    row.status = rules.moved(row.status, "publish")
    row.published_at = row.created_at
    await announce(session, _state(ListingPublished, row))
    return row


async def change(
    session: AsyncSession,
    *,
    listing_id: UUID,
    provider_id: UUID,
    expected_version: int,
    changes: Mapping[str, Any],
) -> Listing:
    """Replace the given fields of a draft or a published listing.

    Announces `listing.updated` if it is public. Raises ListingNotFound, NotTheProvider, Stale,
    OfferStateForbids.
    """
    listing = await _owned(session, listing_id, provider_id)
    rules.check_editable(listing.status)
    if listing.version != expected_version:
        raise Stale("The listing was changed since; read it again")
    for name, value in changes.items():
        setattr(listing, name, value)
    listing.version += 1
    if listing.status == "published":
        await announce(session, _state(ListingUpdated, listing))
    return listing


async def publish(
    session: AsyncSession, clock: Clock, *, listing_id: UUID, provider_id: UUID
) -> Listing:
    """Make a draft public.

    Announces `listing.published`. Raises ListingNotFound, NotTheProvider, OfferStateForbids.
    """
    listing = await _owned(session, listing_id, provider_id)
    listing.status = rules.moved(listing.status, "publish")
    listing.published_at = clock.now()
    listing.version += 1
    await announce(session, _state(ListingPublished, listing))
    return listing


async def withdraw(session: AsyncSession, *, listing_id: UUID, provider_id: UUID) -> Listing:
    """Take a published listing back for good.

    Announces `listing.withdrawn`. Raises ListingNotFound, NotTheProvider, OfferStateForbids.
    """
    listing = await _owned(session, listing_id, provider_id)
    listing.status = rules.moved(listing.status, "withdraw")
    listing.version += 1
    await announce(session, _state(ListingWithdrawn, listing))
    return listing


async def _owned(session: AsyncSession, listing_id: UUID, provider_id: UUID) -> Listing:
    listing = await locked_row(session, Listing, listing_id)
    # Another's draft or withdrawn listing does not exist for a stranger.
    if listing is None or (listing.provider_id != provider_id and listing.status != "published"):
        raise ListingNotFound("There is no such listing")
    if listing.provider_id != provider_id:
        raise NotTheProvider("Only the provider may change its listing")
    return listing


def _state(kind: type[ListingState], row: Listing) -> ListingState:
    own = ("title", "description", "stage", "role", "region", "price_unit", "languages")
    return kind(
        id=row.id,
        version=row.version,
        provider_id=row.provider_id,
        price=Money.of(row.price_cents),
        status=row.status,
        published_at=row.published_at,
        **{name: getattr(row, name) for name in own},
    )
