"""Reading bids: a member its own, the client after the opening, nobody else."""

from collections.abc import AsyncGenerator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.affiliations.repository import related_among
from marketplace.bids import rules
from marketplace.bids.orm import Bid, BidMember
from marketplace.bids.repository import load_members, offer_in, seen_bid
from marketplace.bids.schemas import BidOut, OfferOut
from marketplace.sealing.errors import SealBroken
from marketplace.sealing.repository import keyring_of
from marketplace.sealing.seals import MasterKey, TenderKeyring
from marketplace.tenders.orm import Tender
from marketplace.tenders.repository import seen_tender
from shared.callers import Caller
from shared.http.paging import Key, Page, Paging, page_of_batches


async def list_bids(
    session: AsyncSession,
    *,
    master_key: MasterKey,
    paging: Paging,
    now: datetime,
    tender_id: UUID,
    by: Caller,
) -> Page[BidOut]:
    """The bids of a tender that the caller may see, oldest first; none for a stranger.

    Its own and its consortia's at any time; for the client those that were opened. Raises
    `TenderNotFound`.
    """
    tender = await seen_tender(session, tender_id, by=by)
    mine = select(BidMember.bid_id).where(BidMember.organisation_id == by.acting_for)
    visible = [Bid.id.in_(mine)]
    if tender.client_id == by.acting_for:
        visible.append(Bid.status.in_(rules.AFTER_OPENING))

    async def shown(rows: Sequence[Bid]) -> AsyncGenerator[BidOut]:
        await load_members(session, rows)
        for one in await _shown(session, master_key, tender, rows, by=by, now=now):
            yield one

    return await page_of_batches(
        session,
        select(Bid).where(Bid.tender_id == tender_id, or_(*visible)),
        keys=[Key(Bid.id, lambda row: row.id)],
        paging=paging,
        to_items=shown,
    )


async def read_bid(
    session: AsyncSession, *, master_key: MasterKey, now: datetime, bid_id: UUID, by: Caller
) -> BidOut:
    """One bid: for its lead and partners at any time, for the client once it is opened.

    Raises `BidNotFound` for everybody else.
    """
    bid, tender = await seen_bid(session, bid_id, by=by)
    (shown,) = await _shown(session, master_key, tender, [bid], by=by, now=now)
    return shown


async def _shown(
    session: AsyncSession,
    master_key: MasterKey,
    tender: Tender,
    bids: Sequence[Bid],
    *,
    by: Caller,
    now: datetime,
) -> list[BidOut]:
    if not bids:
        return []
    members = {bid.id: {one.organisation_id for one in bid.members} for bid in bids}
    related = await related_among(
        session,
        organisation_id=tender.client_id,
        others=set().union(*members.values()),
        now=now,
    )
    keys = await keyring_of(session, master_key, tender.id)
    shown = []
    for bid in bids:
        readable = rules.may_read(
            by.acting_for,
            members=members[bid.id],
            client_id=tender.client_id,
            opened=bid.status == "opened",
        )
        offer = _offer(bid, keys) if readable else None
        tainted = not related.isdisjoint(members[bid.id])
        shown.append(BidOut.of(bid, offer, related_parties=tainted))
    return shown


def _offer(bid: Bid, keys: TenderKeyring) -> OfferOut | None:
    try:
        offer, salt = offer_in(bid, keys)
    except SealBroken:
        # Recorded as unreadable at the opening; there is nothing to show.
        if bid.status != "unreadable":
            raise
        return None
    return OfferOut.of(offer, lead_id=bid.lead_id, salt=salt)
