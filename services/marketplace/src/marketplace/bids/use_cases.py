"""What can be done with a sealed bid before the deadline.

The deadline is checked under a lock on the tender, against the business clock as it stands once
the lock is held; the opening takes the same row exclusively. So a bid either is there when the
bids are opened, or finds the tender opened.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.bids import rules
from marketplace.bids.orm import Bid, BidMember
from marketplace.bids.rules import Offer
from marketplace.bids.sealing import MasterKey, Place, Sealed, TenderKeyring, WrappedKey
from marketplace.errors import (
    AlreadyBidding,
    AlreadyConfirmed,
    BidNotFound,
    LotNotInTender,
    NotAPartner,
    NotTheLead,
    PartnerInvalid,
    TenderNotFound,
)
from marketplace.locking import locked_row
from marketplace.organisations.use_cases import require_known, unknown_among
from marketplace.related_purchases.use_cases import check_participants
from marketplace.tenders.orm import Lot, Tender, TenderKey
from marketplace.tenders.rules import check_takes_bids
from shared.clocks import Clock
from shared.database import constraint_name
from shared.ids import new_id

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
    await require_known(session, lead_id)
    tender, now = await _taking_bids(session, clock, tender_id)
    lot = await session.get(Lot, lot_id)
    if lot is None or lot.tender_id != tender.id:
        raise LotNotInTender("The lot is not one of this tender's", pointer="/lot_id")
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
    where = Place(tender_id=tender.id, lot_id=lot.id, bid_id=new_id(), lead_id=lead_id)
    sealed = (await keyring(session, master_key, tender.id)).seal(offer, where)
    bid = _row(where, sealed, deadline=tender.deadline, received_at=now)
    session.add(bid)
    await session.flush()
    session.add(_member(bid, lead_id, is_lead=True, confirmed_at=now))
    session.add_all(_member(bid, one, is_lead=False, confirmed_at=None) for one in partner_ids)
    await _flush_members(session)
    return bid


async def confirm(session: AsyncSession, clock: Clock, *, bid_id: UUID, partner_id: UUID) -> Bid:
    """Take one's share in a consortium's offer, before the deadline.

    Raises BidNotFound, NotAPartner (for the lead), DeadlinePassed, TenderStateForbids,
    BidStateForbids, AlreadyConfirmed, RelatedParties (this partner with the client; of the others
    it is told nothing), AlreadyBidding.
    """
    bid, member, tender, now = await _live(session, clock, bid_id=bid_id, member_id=partner_id)
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
    bid, member, _, now = await _live(session, clock, bid_id=bid_id, member_id=lead_id)
    if not member.is_lead:
        raise NotTheLead("Only the lead may withdraw the bid")
    bid.status = "withdrawn"
    bid.withdrawn_at = now
    bid.version += 1
    await session.execute(update(BidMember).where(BidMember.bid_id == bid.id).values(live=False))
    return bid


async def keyring(session: AsyncSession, master_key: MasterKey, tender_id: UUID) -> TenderKeyring:
    """Unwrap the key of a published tender; SealBroken when the master key is another."""
    row = await session.get_one(TenderKey, tender_id)
    wrapped = WrappedKey(row.master_key_id, row.nonce, row.wrapped_key)
    return master_key.tender_key(tender_id, wrapped)


def place_of(bid: Bid) -> Place:
    """What the bid's ciphertext is bound to."""
    return Place(tender_id=bid.tender_id, lot_id=bid.lot_id, bid_id=bid.id, lead_id=bid.lead_id)


async def _taking_bids(
    session: AsyncSession, clock: Clock, tender_id: UUID
) -> tuple[Tender, datetime]:
    tender = await locked_row(session, Tender, tender_id, shared=True)
    if tender is None or tender.published_at is None:
        raise TenderNotFound("There is no such tender")
    # Only now, with the lock held: whoever waited for it may have waited past the deadline.
    now = clock.now()
    check_takes_bids(tender.status, deadline=tender.deadline, now=now)
    return tender, now


async def _live(
    session: AsyncSession, clock: Clock, *, bid_id: UUID, member_id: UUID
) -> tuple[Bid, BidMember, Tender, datetime]:
    """Lock the tender, then the bid, and return it to one of its members while it is live."""
    member = await session.get(BidMember, (bid_id, member_id))
    tender_id = await session.scalar(select(Bid.tender_id).where(Bid.id == bid_id))
    if member is None or tender_id is None:
        raise BidNotFound("There is no such bid")
    tender, now = await _taking_bids(session, clock, tender_id)
    bid = await locked_row(session, Bid, bid_id)
    assert bid is not None, "bids are never deleted"
    rules.check_sealed(bid.status)
    # Another request of the same partner may have confirmed while this one waited.
    await session.refresh(member)
    return bid, member, tender, now


async def _flush_members(session: AsyncSession) -> None:
    try:
        await session.flush()
    except IntegrityError as error:
        if constraint_name(error) != _ONE_LIVE_BID:
            raise
        raise AlreadyBidding(
            "The organisation takes part in a live bid for this lot; withdraw that one first"
        ) from None


def _row(where: Place, sealed: Sealed, *, deadline: datetime, received_at: datetime) -> Bid:
    return Bid(
        id=where.bid_id,
        version=1,
        tender_id=where.tender_id,
        lot_id=where.lot_id,
        lead_id=where.lead_id,
        deadline=deadline,
        received_at=received_at,
        status="sealed",
        receipt=sealed.receipt,
        nonce=sealed.nonce,
        ciphertext=sealed.ciphertext,
    )


def _member(
    bid: Bid, organisation_id: UUID, *, is_lead: bool, confirmed_at: datetime | None
) -> BidMember:
    return BidMember(
        bid_id=bid.id,
        organisation_id=organisation_id,
        lot_id=bid.lot_id,
        is_lead=is_lead,
        confirmed_at=confirmed_at,
        live=True,
    )
