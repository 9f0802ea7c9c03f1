"""The paths of listings, below /v1/marketplace/listings."""

from inspect import getdoc
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from marketplace.callers import ReaderIfAny, Representative
from marketplace.listings import queries, use_cases
from marketplace.listings.orm import Listing
from marketplace.listings.schemas import ListingChanges, ListingIn, ListingOut
from marketplace.vocabulary import Region, Stage
from shared.http.etags import IfMatch, set_etag
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session
from shared.texts import Code

router = Router(prefix="/v1/marketplace/listings", tags=["listings"])


def _tagged(response: Response, listing: Listing) -> ListingOut:
    set_etag(response, listing.version)
    return ListingOut.model_validate(listing)


@router.post("", status_code=201, description=getdoc(use_cases.create_listing))
async def create_listing(
    by: Representative, session: Session, clock: BusinessClock, body: ListingIn, response: Response
) -> ListingOut:
    listing = await use_cases.create_listing(session, clock, by=by, **body.columns())
    response.headers["Location"] = f"{router.prefix}/{listing.id}"
    return _tagged(response, listing)


@router.get("", description=getdoc(queries.list_listings))
async def list_listings(
    *,
    by: ReaderIfAny,
    session: Session,
    pages: Pages,
    provider_id: UUID | None = None,
    stage: Stage | None = None,
    role: Annotated[Code | None, Query()] = None,
    region: Region | None = None,
) -> Page[ListingOut]:
    return await queries.list_listings(
        session,
        paging=pages,
        by=by,
        provider_id=provider_id,
        stage=stage,
        role=role,
        region=region,
    )


@router.get("/{listing_id}", description=getdoc(queries.read_listing))
async def read_listing(
    by: ReaderIfAny, session: Session, listing_id: UUID, response: Response
) -> ListingOut:
    listing = await queries.read_listing(session, listing_id=listing_id, by=by)
    set_etag(response, listing.version)
    return listing


@router.patch("/{listing_id}", description=getdoc(use_cases.change_listing))
async def change_listing(
    *,
    by: Representative,
    session: Session,
    listing_id: UUID,
    version: IfMatch,
    body: ListingChanges,
    response: Response,
) -> ListingOut:
    listing = await use_cases.change_listing(
        session, listing_id=listing_id, by=by, expected_version=version, changes=body.columns()
    )
    return _tagged(response, listing)


@router.post("/{listing_id}/publication", description=getdoc(use_cases.publish_listing))
async def publish_listing(
    by: Representative,
    session: Session,
    clock: BusinessClock,
    listing_id: UUID,
    response: Response,
) -> ListingOut:
    listing = await use_cases.publish_listing(session, clock, listing_id=listing_id, by=by)
    return _tagged(response, listing)


@router.post("/{listing_id}/withdrawal", description=getdoc(use_cases.withdraw_listing))
async def withdraw_listing(
    by: Representative, session: Session, listing_id: UUID, response: Response
) -> ListingOut:
    listing = await use_cases.withdraw_listing(session, listing_id=listing_id, by=by)
    return _tagged(response, listing)
