"""Reading listings: everybody sees the published ones, a provider all of its own."""

from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.errors import ListingNotFound
from marketplace.listings.orm import Listing
from marketplace.listings.schemas import ListingShown
from marketplace.offers.rules import is_seen
from marketplace.vocabulary import Region, Stage
from shared.http.paging import Key, Page, Paging, page_of


async def listings(
    session: AsyncSession,
    *,
    paging: Paging,
    reader_id: UUID | None,
    provider_id: UUID | None,
    stage: Stage | None,
    role: str | None,
    region: Region | None,
) -> Page[ListingShown]:
    """Return the listings that the reader may see, newest first."""
    statement = select(Listing).where(
        or_(Listing.status == "published", Listing.provider_id == reader_id)
    )
    wanted = {"provider_id": provider_id, "stage": stage, "role": role, "region": region}
    for name, value in wanted.items():
        if value is not None:
            statement = statement.where(getattr(Listing, name) == value)
    return await page_of(
        session,
        statement,
        keys=[Key(Listing.id, lambda row: row.id, descending=True)],
        paging=paging,
        to_item=ListingShown.of,
    )


async def listing(
    session: AsyncSession, *, listing_id: UUID, reader_id: UUID | None
) -> ListingShown:
    """Return one listing that the reader may see; ListingNotFound otherwise."""
    row = await session.get(Listing, listing_id)
    if row is None or not is_seen(row.status, provider_id=row.provider_id, reader_id=reader_id):
        raise ListingNotFound("There is no such listing")
    return ListingShown.of(row)
