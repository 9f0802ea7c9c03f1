"""What can be done with a sealed bid before the deadline.

The deadline is checked under a lock on the tender, against the business clock as it stands once
the lock is held; the opening takes the same row exclusively. So a bid either is there when the
bids are opened, or finds the tender opened.
"""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.bids import rules
from marketplace.bids.orm import Bid
from marketplace.bids.repository import add_sealed_bid, live_bid, write_members
from marketplace.bids.rules import Offer
from marketplace.notices.use_cases import notify
from marketplace.organisations.repository import check_known, check_may, unknown_among
from marketplace.related_purchases.use_cases import check_participants
from marketplace.sealing.seals import MasterKey
from marketplace.tenders.repository import lot_in, tender_taking_bids
from shared.callers import Caller
from shared.clocks import Clock


async def place_bid(
    session: AsyncSession,
    clock: Clock,
    *,
    master_key: MasterKey,
    tender_id: UUID,
    lot_id: UUID,
    by: Caller,
    offer: Offer,
) -> Bid:
    """Place a sealed bid for one lot, before the deadline, as its lead.

    Until the bids are opened nobody but the lead and the partners named in it can read it. The
    answer is a receipt and does not repeat the offer. To replace a bid, withdraw it and bid again.
    409 `related_parties` where the lead or a partner and the client share a person, or did not long
    ago, and the cluster's manager has not allowed it; the client does not learn of that. 409
    `standing_forbids` while the lead or a partner may not bid by its standing, or the client not
    publish. Announces `notice.due` to each partner and nothing else; whatever is refused leaves
    nothing that the client could notice. Raises `OrganisationNotYetKnown`, `StandingForbids`,
    `TenderNotFound`, `TenderStateForbids`, `DeadlinePassed`, `LotNotInTender`, `OwnTender`,
    `PriceTooSmall`, `PriceTooLarge`, `SharesInvalid`, `PartnerInvalid`, `MilestonesInvalid`,
    `RelatedParties`, `AlreadyBidding`.
    """
    lead_id = by.acting_for
    await check_known(session, lead_id)
    await check_may(session, "bid", [lead_id, *offer.partner_ids])
    tender, now = await tender_taking_bids(session, clock, tender_id)
    # Its client could award nothing: nobody shall work for that.
    await check_may(session, "publish", [tender.client_id])
    lot = await lot_in(session, tender, lot_id)
    rules.check_offer(offer, lead_id=lead_id, client_id=tender.client_id)
    rules.check_partners_known(offer, unknown=await unknown_among(session, offer.partner_ids))
    participants = [lead_id, *offer.partner_ids]
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
    await write_members(session)
    for partner_id in offer.partner_ids:
        # Whoever reads the log learns of whom only that it was named; the rest is asked by itself.
        await notify(
            session,
            organisation_id=partner_id,
            role="seller",
            template="named_as_partner",
            link="/v1/marketplace/bids",
        )
    return bid


async def confirm_bid(session: AsyncSession, clock: Clock, *, bid_id: UUID, by: Caller) -> Bid:
    """Confirm one's share in a consortium's bid, as a partner, before the deadline.

    A bid that a partner has not confirmed by then is not ranked. 409 `related_parties` where
    this partner and the client are related; of the others it is told nothing. Raises
    `BidNotFound`, `NotAPartner` (for the lead), `DeadlinePassed`, `TenderStateForbids`,
    `BidStateForbids`, `AlreadyConfirmed`, `StandingForbids`, `RelatedParties`, `AlreadyBidding`.
    """
    bid, member, tender, now = await live_bid(session, clock, bid_id, by=by)
    rules.check_confirms(is_lead=member.is_lead, confirmed_at=member.confirmed_at)
    participants = [member.organisation_id]
    await check_may(session, "bid", participants)
    await check_participants(session, tender=tender, participants=participants, now=now)
    member.confirmed_at = now
    bid.version += 1
    await write_members(session)
    return bid


async def withdraw_bid(session: AsyncSession, clock: Clock, *, bid_id: UUID, by: Caller) -> Bid:
    """Withdraw a bid before the deadline, as its lead, who may then bid again: that replaces it.

    Raises `BidNotFound`, `NotTheLead` (for a partner), `DeadlinePassed`, `TenderStateForbids`,
    `BidStateForbids`.
    """
    bid, member, _, now = await live_bid(session, clock, bid_id, by=by)
    rules.check_withdraws(is_lead=member.is_lead)
    bid.status, bid.withdrawn_at = "withdrawn", now
    bid.version += 1
    for one in bid.members:
        one.live = False
    return bid
