"""Listings as use cases and queries find and add them."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.base import ByLanguage
from marketplace.listings.errors import ListingNotFound
from marketplace.listings.orm import Listing
from marketplace.offers.repository import own_offer, seen_offer
from marketplace.organisations.repository import check_known
from marketplace.vocabulary import PriceUnit, Region, Stage
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id


async def seen_listing(session: AsyncSession, listing_id: UUID, *, by: Caller | None) -> Listing:
    """Return a listing that the reader, or anybody, may see. Raises ListingNotFound."""
    return await seen_offer(session, Listing, listing_id, by=by, not_found=ListingNotFound)


async def own_listing(session: AsyncSession, listing_id: UUID, *, by: Caller) -> Listing:
    """Lock and return a listing of the caller's organisation.

    Raises ListingNotFound, NotTheProvider.
    """
    return await own_offer(session, Listing, listing_id, by=by, not_found=ListingNotFound)


async def add_listing(
    session: AsyncSession,
    clock: Clock,
    *,
    provider_id: UUID,
    title: ByLanguage,
    description: ByLanguage,
    stage: Stage,
    role: str,
    region: Region,
    price_cents: int,
    price_unit: PriceUnit,
    languages: list[str],
    listing_id: UUID | None = None,
) -> Listing:
    """Add a draft. Raises OrganisationNotYetKnown.

    `price_cents`: EUR cents, net. `listing_id` is for a loader that must be repeatable.
    """
    await check_known(session, provider_id)
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
