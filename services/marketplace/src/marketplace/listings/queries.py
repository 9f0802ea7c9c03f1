"""Reading listings: everybody sees the published ones, a provider all of its own."""

from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.listings.orm import Listing
from marketplace.listings.repository import seen_listing
from marketplace.listings.schemas import ListingOut
from marketplace.organisations.repository import may_sql
from marketplace.vocabulary import Region, Stage
from shared.callers import Caller
from shared.http.paging import Key, Page, Paging, page_of


async def list_listings(
    session: AsyncSession,
    *,
    paging: Paging,
    by: Caller | None,
    provider_id: UUID | None,
    stage: Stage | None,
    role: str | None,
    region: Region | None,
) -> Page[ListingOut]:
    """Published listings, newest first; for a provider its drafts and withdrawn ones too.

    Those of a provider that may not publish by its standing are shown to it alone.
    """
    reader_id = by.organisation_id if by is not None else None
    statement = select(Listing).where(
        or_(
            and_(Listing.status == "published", may_sql("publish", Listing.provider_id)),
            Listing.provider_id == reader_id,
        )
    )
    for column, value in (
        (Listing.provider_id, provider_id),
        (Listing.stage, stage),
        (Listing.role, role),
        (Listing.region, region),
    ):
        if value is not None:
            statement = statement.where(column == value)
    return await page_of(
        session,
        statement,
        keys=[Key(Listing.id, lambda row: row.id, descending=True)],
        paging=paging,
        to_item=ListingOut.model_validate,
    )


async def read_listing(session: AsyncSession, *, listing_id: UUID, by: Caller | None) -> ListingOut:
    """One listing: published, or the caller's own. Raises `ListingNotFound` otherwise."""
    return ListingOut.model_validate(await seen_listing(session, listing_id, by=by))
