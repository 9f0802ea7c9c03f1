"""Loading and adding sealed bids."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.bids.errors import BidNotFound
from marketplace.bids.orm import Bid, BidMember
from marketplace.bids.rules import Offer, check_sealed
from marketplace.bids.spelling import OFFER
from marketplace.sealing.repository import keyring_of
from marketplace.sealing.seals import Binding, MasterKey, TenderKeyring
from marketplace.tenders.orm import Lot, Tender
from marketplace.tenders.repository import tender_taking_bids
from shared.clocks import Clock
from shared.ids import new_id
from shared.rows import locked_row


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
    )
    session.add(bid)
    # No relationship tells SQLAlchemy which of the rows comes first.
    await session.flush()
    partner_ids = [partner.organisation_id for partner in offer.partners]
    session.add_all(
        BidMember(
            bid_id=bid.id,
            organisation_id=organisation_id,
            lot_id=bid.lot_id,
            is_lead=organisation_id == lead_id,
            confirmed_at=received_at if organisation_id == lead_id else None,
            live=True,
        )
        for organisation_id in (lead_id, *partner_ids)
    )
    return bid


async def live_bid(
    session: AsyncSession, clock: Clock, bid_id: UUID, *, member_id: UUID
) -> tuple[Bid, BidMember, Tender, datetime]:
    """Lock the tender, then the bid, and return it to one of its members while it is live.

    With the member's part, the tender, and the moment at which it takes bids. Raises BidNotFound
    for everybody else, TenderStateForbids, DeadlinePassed, BidStateForbids.
    """
    member = await session.get(BidMember, (bid_id, member_id))
    tender_id = await session.scalar(select(Bid.tender_id).where(Bid.id == bid_id))
    if member is None or tender_id is None:
        raise BidNotFound("There is no such bid")
    tender, now = await tender_taking_bids(session, clock, tender_id)
    bid = await locked_row(session, Bid, bid_id)
    assert bid is not None, "bids are never deleted"
    check_sealed(bid.status)
    # Another request of the same partner may have confirmed while this one waited.
    await session.refresh(member)
    return bid, member, tender, now


async def members_of(session: AsyncSession, bid_id: UUID) -> list[BidMember]:
    """Everybody who takes part in a bid."""
    return list(await session.scalars(select(BidMember).where(BidMember.bid_id == bid_id)))


def offer_in(bid: Bid, keys: TenderKeyring) -> tuple[Offer, bytes]:
    """Unseal a bid: its offer and the salt of its receipt; SealBroken where it does not open."""
    binding = Binding(
        tender_id=bid.tender_id, lot_id=bid.lot_id, bid_id=bid.id, lead_id=bid.lead_id
    )
    unsealed = keys.unseal(bid.nonce, bid.ciphertext, binding)
    return OFFER.read_canonical(unsealed.content), unsealed.salt
