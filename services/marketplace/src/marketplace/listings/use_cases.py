"""What can be done with a listing, by a representative of its provider."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.listings.events import ListingPublished, ListingUpdated, ListingWithdrawn
from marketplace.listings.orm import Listing
from marketplace.listings.repository import add_listing, own_listing
from marketplace.offers import use_cases as offers
from marketplace.organisations.repository import check_may
from marketplace.taxonomy.repository import check_places
from marketplace.taxonomy.rules import Place
from marketplace.vocabulary import Stage
from shared.callers import Caller
from shared.clocks import Clock
from shared.messaging.outbox import announce


async def create_listing(
    session: AsyncSession, clock: Clock, *, by: Caller, stage: Stage, role: str, **listing: Any
) -> Listing:
    """Write a draft of a listing, for the organisation that the caller represents.

    Nobody else sees a draft. 422 `role_outside_stage` for a role that the taxonomy does not have
    in that stage. 409 `organisation_not_yet_known` right after the registration: try again in a
    moment. Raises `RoleOutsideStage`, `OrganisationNotYetKnown`.
    """
    await check_places(session, [Place(stage, role, pointer="/role")])
    return await add_listing(
        session, clock, provider_id=by.acting_for, stage=stage, role=role, **listing
    )


async def load_listing(session: AsyncSession, clock: Clock, **listing: Any) -> Listing:
    """Create and publish in one step, as a loader does; takes what `add_listing` takes.

    The loader vouches for the roles: thousands of listings would ask for the taxonomy one by one.
    Announces `listing.published` at version 1. Raises OrganisationNotYetKnown.
    """
    row = await add_listing(session, clock, **listing)
    row.status, row.published_at = "published", row.created_at
    await announce(session, ListingPublished.model_validate(row))
    return row


async def change_listing(
    session: AsyncSession,
    *,
    listing_id: UUID,
    by: Caller,
    expected_version: int | None,
    changes: Mapping[str, Any],
) -> Listing:
    """Change a draft or a published listing of one's own.

    422 `role_outside_stage` when the new stage and role do not belong together; a listing keeps a
    role that a newer taxonomy no longer has, until its stage or role is changed. Announces
    `listing.updated` if it is public. Raises `ListingNotFound`, `NotTheProvider`, `Stale`,
    `OfferStateForbids`, `RoleOutsideStage`.
    """
    listing = await own_listing(session, listing_id, by=by)
    offers.check_change_of_offer(listing, expected_version=expected_version)
    if changes.keys() & {"stage", "role"}:
        # Where only the stage was sent, there is no role in the request to point at.
        pointer = "/role" if "role" in changes else "/stage"
        wanted = Place(
            changes.get("stage", listing.stage), changes.get("role", listing.role), pointer
        )
        await check_places(session, [wanted])
    offers.change_offer(listing, changes)
    if listing.status == "published":
        await announce(session, ListingUpdated.model_validate(listing))
    return listing


async def publish_listing(
    session: AsyncSession, clock: Clock, *, listing_id: UUID, by: Caller
) -> Listing:
    """Make a draft of one's own public.

    409 `standing_forbids` while the provider may not publish: one that is suspended, say.
    Announces `listing.published`. Raises `ListingNotFound`, `NotTheProvider`, `StandingForbids`,
    `OfferStateForbids`.
    """
    listing = await own_listing(session, listing_id, by=by)
    await check_may(session, "publish", [listing.provider_id])
    offers.publish_offer(listing, clock)
    await announce(session, ListingPublished.model_validate(listing))
    return listing


async def withdraw_listing(session: AsyncSession, *, listing_id: UUID, by: Caller) -> Listing:
    """Take a published listing of one's own back for good.

    Announces `listing.withdrawn`. Raises `ListingNotFound`, `NotTheProvider`, `OfferStateForbids`.
    """
    listing = await own_listing(session, listing_id, by=by)
    offers.withdraw_offer(listing)
    await announce(session, ListingWithdrawn.model_validate(listing))
    return listing
