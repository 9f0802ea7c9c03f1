"""Finding and adding sealed bids, whole: with everybody who takes part."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from marketplace.bids.errors import AlreadyBidding, BidNotFound
from marketplace.bids.orm import Bid, BidMember
from marketplace.bids.rules import AFTER_OPENING, Offer, check_sealed
from marketplace.bids.spelling import OFFER
from marketplace.sealing.repository import keyring_of
from marketplace.sealing.seals import Binding, MasterKey, TenderKeyring
from marketplace.tenders.orm import Lot, Tender
from marketplace.tenders.repository import tender_taking_bids
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id
from shared.rows import Refusals, flush_or_refuse, locked_row

_REFUSALS: Final[Refusals] = {
    "uq_bid_members_one_live_bid": partial(
        AlreadyBidding,
        "The organisation takes part in a live bid for this lot; withdraw that one first",
    )
}


async def add_sealed_bid(
    session: AsyncSession,
    *,
    master_key: MasterKey,
    tender: Tender,
    lot: Lot,
    lead_id: UUID,
    offer: Offer,
    received_at: datetime,
) -> Bid:
    """Seal an offer and add it as a bid, confirmed by its lead and by no partner yet."""
    binding = Binding(tender_id=tender.id, lot_id=lot.id, bid_id=new_id(), lead_id=lead_id)
    keys = await keyring_of(session, master_key, tender.id)
    sealed = keys.seal(OFFER.canonical(offer), binding)
    lead = BidMember(
        organisation_id=lead_id, lot_id=lot.id, is_lead=True, confirmed_at=received_at, live=True
    )
    partners = [
        BidMember(organisation_id=one, lot_id=lot.id, is_lead=False, confirmed_at=None, live=True)
        for one in offer.partner_ids
    ]
    bid = Bid(
        id=binding.bid_id,
        version=1,
        tender_id=tender.id,
        lot_id=lot.id,
        lead_id=lead_id,
        deadline=tender.deadline,
        received_at=received_at,
        status="sealed",
        receipt=sealed.receipt,
        nonce=sealed.nonce,
        ciphertext=sealed.ciphertext,
        members=[lead, *partners],
    )
    session.add(bid)
    return bid


async def write_members(session: AsyncSession) -> None:
    """Write what changed in who takes part. Raises AlreadyBidding."""
    await flush_or_refuse(session, _REFUSALS)


async def live_bid(
    session: AsyncSession, clock: Clock, bid_id: UUID, *, by: Caller
) -> tuple[Bid, BidMember, Tender, datetime]:
    """Lock the tender, then the bid, and return it to one of its members while it is live.

    With the member's part, the tender, and the moment at which it takes bids. Raises BidNotFound
    for everybody else, TenderStateForbids, DeadlinePassed, BidStateForbids.
    """
    tender_id = await session.scalar(
        select(Bid.tender_id)
        .join(BidMember, BidMember.bid_id == Bid.id)
        .where(Bid.id == bid_id, BidMember.organisation_id == by.acting_for)
    )
    if tender_id is None:
        raise BidNotFound("There is no such bid")
    tender, now = await tender_taking_bids(session, clock, tender_id)
    bid = await locked_row(session, Bid, bid_id)
    assert bid is not None, "bids are never deleted"
    check_sealed(bid.status)
    # Now that it is held: another request of the same partner may have confirmed meanwhile.
    await load_members(session, [bid])
    member = next(one for one in bid.members if one.organisation_id == by.acting_for)
    return bid, member, tender, now


async def seen_bid(session: AsyncSession, bid_id: UUID, *, by: Caller) -> tuple[Bid, Tender]:
    """Return a bid to its members, and to the client once the opening has dealt with it.

    Raises BidNotFound for everybody else.
    """
    bid = await session.get(Bid, bid_id)
    if bid is None:
        raise BidNotFound("There is no such bid")
    tender = await session.get_one(Tender, bid.tender_id)
    await load_members(session, [bid])
    takes_part = by.acting_for in {one.organisation_id for one in bid.members}
    as_client = by.acting_for == tender.client_id and bid.status in AFTER_OPENING
    if not takes_part and not as_client:
        raise BidNotFound("There is no such bid")
    return bid, tender


async def load_members(session: AsyncSession, bids: Sequence[Bid]) -> None:
    """Give each bid everybody who takes part, its lead first, by one statement for all."""
    found: dict[UUID, list[BidMember]] = defaultdict(list)
    ids = [bid.id for bid in bids]
    for one in await session.scalars(
        select(BidMember)
        .where(BidMember.bid_id.in_(ids))
        .order_by(BidMember.is_lead.desc(), BidMember.organisation_id)
    ):
        found[one.bid_id].append(one)
    for bid in bids:
        set_committed_value(bid, "members", found[bid.id])


def offer_in(bid: Bid, keys: TenderKeyring) -> tuple[Offer, bytes]:
    """Unseal a bid: its offer and the salt of its receipt; SealBroken where it does not open."""
    binding = Binding(
        tender_id=bid.tender_id, lot_id=bid.lot_id, bid_id=bid.id, lead_id=bid.lead_id
    )
    unsealed = keys.unseal(bid.nonce, bid.ciphertext, binding)
    return OFFER.read_canonical(unsealed.content), unsealed.salt
