"""Reading bids: a member its own, the client after the opening, nobody else."""

from collections import defaultdict
from collections.abc import AsyncGenerator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.affiliations.repository import related_among
from marketplace.bids import rules
from marketplace.bids.errors import BidNotFound
from marketplace.bids.orm import Bid, BidMember
from marketplace.bids.repository import offer_in
from marketplace.bids.schemas import BidShown, OfferShown
from marketplace.sealing.errors import SealBroken
from marketplace.sealing.repository import keyring_of
from marketplace.sealing.seals import MasterKey
from marketplace.tenders.orm import Tender
from marketplace.tenders.repository import seen_tender
from shared.http.paging import Key, Page, Paging, page_of_batches

# What the opening has dealt with; a withdrawn bid never becomes the client's to see.
_AFTER_OPENING = ("opened", "not_confirmed", "unreadable")


async def bids_of_tender(
    session: AsyncSession,
    *,
    master_key: MasterKey,
    paging: Paging,
    now: datetime,
    tender_id: UUID,
    reader_id: UUID,
) -> Page[BidShown]:
    """Return the bids of a tender that the reader may see, oldest first; none for a stranger."""
    tender = await seen_tender(session, tender_id, reader_id=reader_id)
    mine = select(BidMember.bid_id).where(BidMember.organisation_id == reader_id)
    visible = [Bid.id.in_(mine)]
    if tender.client_id == reader_id:
        visible.append(Bid.status.in_(_AFTER_OPENING))

    async def shown(rows: Sequence[Bid]) -> AsyncGenerator[BidShown]:
        for one in await _shown(session, master_key, tender, rows, reader_id, now=now):
            yield one

    return await page_of_batches(
        session,
        select(Bid).where(Bid.tender_id == tender_id, or_(*visible)),
        keys=[Key(Bid.id, lambda row: row.id)],
        paging=paging,
        to_items=shown,
    )


async def bid(
    session: AsyncSession, *, master_key: MasterKey, now: datetime, bid_id: UUID, reader_id: UUID
) -> BidShown:
    """Return one bid that the reader may see; BidNotFound for everybody else."""
    row = await session.get(Bid, bid_id)
    if row is None:
        raise BidNotFound("There is no such bid")
    tender = await session.get_one(Tender, row.tender_id)
    member = await session.get(BidMember, (bid_id, reader_id))
    as_client = tender.client_id == reader_id and row.status in _AFTER_OPENING
    if member is None and not as_client:
        raise BidNotFound("There is no such bid")
    (shown,) = await _shown(session, master_key, tender, [row], reader_id, now=now)
    return shown


async def _shown(
    session: AsyncSession,
    master_key: MasterKey,
    tender: Tender,
    rows: Sequence[Bid],
    reader_id: UUID,
    *,
    now: datetime,
) -> list[BidShown]:
    if not rows:
        return []
    members: dict[UUID, list[BidMember]] = defaultdict(list)
    statement = (
        select(BidMember)
        .where(BidMember.bid_id.in_([row.id for row in rows]))
        .order_by(BidMember.is_lead.desc(), BidMember.organisation_id)
    )
    for one in await session.scalars(statement):
        members[one.bid_id].append(one)
    related = await related_among(
        session,
        organisation_id=tender.client_id,
        others={one.organisation_id for some in members.values() for one in some},
        now=now,
    )
    keys = await keyring_of(session, master_key, tender.id)
    shown = []
    for row in rows:
        offer = None
        if rules.may_read(
            reader_id,
            members={one.organisation_id for one in members[row.id]},
            client_id=tender.client_id,
            opened=row.status == "opened",
        ):
            try:
                content, salt = offer_in(row, keys)
            except SealBroken:
                # Recorded as unreadable at the opening; there is nothing to show.
                if row.status != "unreadable":
                    raise
            else:
                offer = OfferShown.of(content, lead_id=row.lead_id, salt=salt)
        tainted = any(one.organisation_id in related for one in members[row.id])
        shown.append(BidShown.shown(row, members[row.id], offer, related_parties=tainted))
    return shown
