"""The paths of listings, below /v1/marketplace/listings."""

from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from marketplace.callers import Acting, ReadingIfAny
from marketplace.listings import queries, use_cases
from marketplace.listings.schemas import ListingChanges, ListingShown, NewListing
from marketplace.vocabulary import Region, Stage
from shared.http.etags import IfMatch, set_etag
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session
from shared.texts import Code

router = Router(prefix="/v1/marketplace/listings", tags=["listings"])


@router.post("", status_code=201)
async def create_listing(
    acting: Acting, session: Session, clock: BusinessClock, body: NewListing, response: Response
) -> ListingShown:
    """Write a draft of a listing, for the organisation that the caller represents.

    Nobody else sees a draft. 422 `role_outside_stage` for a role that the taxonomy does not have
    in that stage. 409 `organisation_not_yet_known` right after the registration:
    try again in a moment.
    """
    row = await use_cases.create(session, clock, provider_id=acting, **body.columns())
    set_etag(response, row.version)
    response.headers["Location"] = f"{router.prefix}/{row.id}"
    return ListingShown.of(row)


@router.get("")
async def list_listings(
    *,
    reader: ReadingIfAny,
    session: Session,
    pages: Pages,
    provider_id: UUID | None = None,
    stage: Stage | None = None,
    role: Annotated[Code | None, Query()] = None,
    region: Region | None = None,
) -> Page[ListingShown]:
    """Published listings, newest first; for a provider its drafts and withdrawn ones too."""
    return await queries.listings(
        session,
        paging=pages,
        reader_id=reader,
        provider_id=provider_id,
        stage=stage,
        role=role,
        region=region,
    )


@router.get("/{listing_id}")
async def read_listing(
    reader: ReadingIfAny, session: Session, listing_id: UUID, response: Response
) -> ListingShown:
    """One listing: published, or the caller's own."""
    shown = await queries.listing(session, listing_id=listing_id, reader_id=reader)
    set_etag(response, shown.version)
    return shown


@router.patch("/{listing_id}")
async def change_listing(
    *,
    acting: Acting,
    session: Session,
    listing_id: UUID,
    version: IfMatch,
    body: ListingChanges,
    response: Response,
) -> ListingShown:
    """Change a draft or a published listing of one's own. Announces `listing.updated`.

    422 `role_outside_stage` when the new stage and role do not belong together.
    """
    row = await use_cases.change(
        session,
        listing_id=listing_id,
        provider_id=acting,
        expected_version=version,
        changes=body.columns(),
    )
    set_etag(response, row.version)
    return ListingShown.of(row)


@router.post("/{listing_id}/publication")
async def publish_listing(
    acting: Acting, session: Session, clock: BusinessClock, listing_id: UUID, response: Response
) -> ListingShown:
    """Make a draft of one's own public. Announces `listing.published`."""
    row = await use_cases.publish(session, clock, listing_id=listing_id, provider_id=acting)
    set_etag(response, row.version)
    return ListingShown.of(row)


@router.post("/{listing_id}/withdrawal")
async def withdraw_listing(
    acting: Acting, session: Session, listing_id: UUID, response: Response
) -> ListingShown:
    """Take a published listing of one's own back for good. Announces `listing.withdrawn`."""
    row = await use_cases.withdraw(session, listing_id=listing_id, provider_id=acting)
    set_etag(response, row.version)
    return ListingShown.of(row)
