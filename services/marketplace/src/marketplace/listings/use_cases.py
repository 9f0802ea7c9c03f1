"""What can be done with a listing. Each verb may be called by the provider alone."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.base import ByLanguage
from marketplace.errors import ListingNotFound
from marketplace.listings.events import ListingPublished, ListingUpdated, ListingWithdrawn
from marketplace.listings.orm import Listing
from marketplace.offers import use_cases as offers
from marketplace.organisations.use_cases import require_known
from marketplace.taxonomy.rules import Place
from marketplace.taxonomy.use_cases import check_places
from marketplace.vocabulary import PriceUnit, Region, Stage
from shared.clocks import Clock
from shared.ids import new_id

LISTING = offers.Kind(
    row=Listing,
    name="listing",
    not_found=ListingNotFound,
    not_yours="Only the provider may change its listing",
    stale="The listing was changed since; read it again",
    published=ListingPublished.of,
    updated=ListingUpdated.of,
    withdrawn=ListingWithdrawn.of,
)
"""What a listing brings to the life of an offer."""


async def create(
    session: AsyncSession, clock: Clock, *, stage: Stage, role: str, **listing: Any
) -> Listing:
    """Write a draft that nobody else sees; takes what `_write` takes.

    Raises RoleOutsideStage, OrganisationNotYetKnown.
    """
    await check_places(session, [Place(stage, role, pointer="/role")])
    return await _write(session, clock, stage=stage, role=role, **listing)


async def _write(
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
    """Add the row of a draft. Raises OrganisationNotYetKnown.

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

    The loader vouches for the roles: thousands of listings would ask for the taxonomy one by one.
    Announces `listing.published` at version 1. Raises OrganisationNotYetKnown.
    """
    row = await _write(session, clock, **listing)
    await offers.publish_new(session, LISTING, row)
    return row


async def change(
    session: AsyncSession,
    *,
    listing_id: UUID,
    provider_id: UUID,
    expected_version: int | None,
    changes: Mapping[str, Any],
) -> Listing:
    """Replace the given fields of a draft or a published listing.

    A listing keeps a role that a newer taxonomy no longer has, until its stage or role is changed.
    Announces `listing.updated` if it is public. Raises ListingNotFound, NotTheProvider, Stale,
    OfferStateForbids, RoleOutsideStage.
    """

    async def check(row: Listing) -> None:
        if changes.keys() & {"stage", "role"}:
            stage, role = (changes.get(name, getattr(row, name)) for name in ("stage", "role"))
            # Where only the stage was sent, there is no role in the request to point at.
            pointer = "/role" if "role" in changes else "/stage"
            await check_places(session, [Place(stage, role, pointer)])

    return await offers.change(
        session,
        LISTING,
        offer_id=listing_id,
        provider_id=provider_id,
        expected_version=expected_version,
        changes=changes,
        check=check,
    )


async def publish(
    session: AsyncSession, clock: Clock, *, listing_id: UUID, provider_id: UUID
) -> Listing:
    """Make a draft public.

    Announces `listing.published`. Raises ListingNotFound, NotTheProvider, OfferStateForbids.
    """
    return await offers.publish(
        session, clock, LISTING, offer_id=listing_id, provider_id=provider_id
    )


async def withdraw(session: AsyncSession, *, listing_id: UUID, provider_id: UUID) -> Listing:
    """Take a published listing back for good.

    Announces `listing.withdrawn`. Raises ListingNotFound, NotTheProvider, OfferStateForbids.
    """
    return await offers.withdraw(session, LISTING, offer_id=listing_id, provider_id=provider_id)
