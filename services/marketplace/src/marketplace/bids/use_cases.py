"""What can be done with a sealed bid before the deadline.

The deadline is checked under a lock on the tender, against the business clock as it stands once
the lock is held; the opening takes the same row exclusively. So a bid either is there when the
bids are opened, or finds the tender opened.
"""

from uuid import UUID

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.bids import rules
from marketplace.bids.errors import (
    AlreadyBidding,
    AlreadyConfirmed,
    NotAPartner,
    NotTheLead,
    PartnerInvalid,
)
from marketplace.bids.orm import Bid, BidMember
from marketplace.bids.repository import add_sealed_bid, live_bid
from marketplace.bids.rules import Offer
from marketplace.organisations.repository import check_known, unknown_among
from marketplace.related_purchases.use_cases import check_participants
from marketplace.sealing.seals import MasterKey
from marketplace.tenders.repository import lot_in, tender_taking_bids
from shared.clocks import Clock
from shared.database import constraint_name

_ONE_LIVE_BID = "uq_bid_members_one_live_bid"


async def place(
    session: AsyncSession,
    clock: Clock,
    *,
    master_key: MasterKey,
    tender_id: UUID,
    lot_id: UUID,
    lead_id: UUID,
    offer: Offer,
) -> Bid:
    """Seal an offer for one lot and return it with its receipt; nothing is announced.

    Raises TenderNotFound, TenderStateForbids, DeadlinePassed, LotNotInTender,
    OrganisationNotYetKnown, OwnTender, PriceTooSmall, PriceTooLarge, SharesInvalid,
    PartnerInvalid, MilestonesInvalid, RelatedParties (the lead or any named partner with the
    client), AlreadyBidding. Whatever is refused leaves nothing that the client could notice.
    """
    await check_known(session, lead_id)
    tender, now = await tender_taking_bids(session, clock, tender_id)
    lot = await lot_in(session, tender, lot_id)
    rules.check_offer(offer, lead_id=lead_id, client_id=tender.client_id)
    partner_ids = [partner.organisation_id for partner in offer.partners]
    unknown = await unknown_among(session, partner_ids)
    for index, partner_id in enumerate(partner_ids):
        if partner_id in unknown:
            raise PartnerInvalid(
                "No such organisation is known here",
                pointer=f"/partners/{index}/organisation_id",
            )
    participants = [lead_id, *partner_ids]
    await check_participants(session, tender=tender, participants=participants, now=now)
    bid = await add_sealed_bid(
        session,
        master_key=master_key,
        tender=tender,
        lot=lot,
        lead_id=lead_id,
        offer=offer,
        received_at=now,
    )
    await _flush_members(session)
    return bid


async def confirm(session: AsyncSession, clock: Clock, *, bid_id: UUID, partner_id: UUID) -> Bid:
    """Take one's share in a consortium's offer, before the deadline.

    Raises BidNotFound, NotAPartner (for the lead), DeadlinePassed, TenderStateForbids,
    BidStateForbids, AlreadyConfirmed, RelatedParties (this partner with the client; of the others
    it is told nothing), AlreadyBidding.
    """
    bid, member, tender, now = await live_bid(session, clock, bid_id, member_id=partner_id)
    if member.is_lead:
        raise NotAPartner("The lead confirmed by bidding; its partners confirm")
    if member.confirmed_at is not None:
        raise AlreadyConfirmed("The partner has confirmed this bid before")
    await check_participants(session, tender=tender, participants=[partner_id], now=now)
    member.confirmed_at = now
    bid.version += 1
    await _flush_members(session)
    return bid


async def withdraw(session: AsyncSession, clock: Clock, *, bid_id: UUID, lead_id: UUID) -> Bid:
    """Take a bid back before the deadline; the lead may then bid again, which replaces it.

    Raises BidNotFound, NotTheLead (for a partner), DeadlinePassed, TenderStateForbids,
    BidStateForbids.
    """
    bid, member, _, now = await live_bid(session, clock, bid_id, member_id=lead_id)
    if not member.is_lead:
        raise NotTheLead("Only the lead may withdraw the bid")
    bid.status = "withdrawn"
    bid.withdrawn_at = now
    bid.version += 1
    await session.execute(update(BidMember).where(BidMember.bid_id == bid.id).values(live=False))
    return bid


async def _flush_members(session: AsyncSession) -> None:
    try:
        await session.flush()
    except IntegrityError as error:
        if constraint_name(error) != _ONE_LIVE_BID:
            raise
        raise AlreadyBidding(
            "The organisation takes part in a live bid for this lot; withdraw that one first"
        ) from None
