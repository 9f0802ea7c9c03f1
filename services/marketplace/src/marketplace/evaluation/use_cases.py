"""What the client does once the deadline has passed: open, score, award."""

from dataclasses import dataclass, field
from uuid import UUID

import structlog
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.bids.orm import Bid, BidMember
from marketplace.bids.rules import Offer, OfferedMilestone, PartnerShare, outcome
from marketplace.bids.sealing import MasterKey, TenderKeyring, Unsealed
from marketplace.bids.use_cases import keyring, place_of
from marketplace.errors import (
    BidNotFound,
    LotAlreadyAwarded,
    LotNotFound,
    NotTheClient,
    ScoredMeanwhile,
    SealBroken,
)
from marketplace.evaluation import rules
from marketplace.evaluation.orm import Award, OpenedBid, QualityScore
from marketplace.evaluation.rules import Candidate
from marketplace.orders.orm import Order
from marketplace.orders.use_cases import place_orders
from marketplace.related_purchases.use_cases import use
from marketplace.tenders import rules as tender_rules
from marketplace.tenders.events import TenderAwarded, TenderOpened
from marketplace.tenders.orm import Lot, Tender
from marketplace.tenders.use_cases import lots_of, owned, state_of
from shared.clocks import Clock
from shared.database import constraint_name
from shared.ids import new_id
from shared.outbox import announce

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class LotOpening:
    """What the opening found for one lot."""

    lot: Lot
    opened: list[UUID] = field(default_factory=list)
    not_confirmed: list[UUID] = field(default_factory=list)
    unreadable: list[UUID] = field(default_factory=list)


async def open_bids(
    session: AsyncSession,
    clock: Clock,
    *,
    master_key: MasterKey,
    tender_id: UUID,
    client_id: UUID,
    person_id: UUID,
) -> tuple[Tender, list[LotOpening]]:
    """Open the sealed bids of a tender whose deadline has passed, as its client.

    A bid that a partner has not confirmed stays sealed and is left out, and so is one whose
    ciphertext was damaged; both are recorded. Announces `tender.opened`, which names no bid.
    Raises TenderNotFound, NotTheClient, TenderStateForbids, DeadlineNotReached, SealBroken.
    """
    tender = await owned(session, tender_id, client_id)
    now = clock.now()
    tender.status = tender_rules.opened(tender.status, deadline=tender.deadline, now=now)
    tender.opened_at = now
    tender.opened_by = person_id
    tender.version += 1
    keys = await keyring(session, master_key, tender.id)
    lots = await lots_of(session, tender.id)
    openings = {lot.id: LotOpening(lot) for lot in lots}
    bids = await session.scalars(
        select(Bid).where(Bid.tender_id == tender.id, Bid.status == "sealed").order_by(Bid.id)
    )
    for bid in list(bids):
        await _open_one(session, keys, bid, openings[bid.lot_id])
    for opening in openings.values():
        if not opening.opened:
            opening.lot.status = "without_bids"
    await announce(session, state_of(TenderOpened, tender, lots))
    return tender, list(openings.values())


async def _open_one(
    session: AsyncSession, keys: TenderKeyring, bid: Bid, opening: LotOpening
) -> None:
    confirmations = await session.scalars(
        select(BidMember.confirmed_at).where(BidMember.bid_id == bid.id)
    )
    bid.status = outcome(list(confirmations))
    bid.version += 1
    if bid.status != "opened":
        opening.not_confirmed.append(bid.id)
        return
    try:
        unsealed = keys.unseal(bid.nonce, bid.ciphertext, place_of(bid))
    except SealBroken:
        log.error("sealed_bid_unreadable", bid_id=str(bid.id))
        bid.status = "unreadable"
        opening.unreadable.append(bid.id)
        return
    session.add(_opened_row(bid, unsealed))
    opening.opened.append(bid.id)


def _opened_row(bid: Bid, unsealed: Unsealed) -> OpenedBid:
    offer = unsealed.offer
    return OpenedBid(
        bid_id=bid.id,
        lot_id=bid.lot_id,
        price_cents=offer.price_cents,
        delivery_days=offer.delivery_days,
        approach=offer.approach,
        milestones=[
            {"title": one.title, "share_percent": one.share_percent, "due_days": one.due_days}
            for one in offer.milestones
        ],
        partners=[
            {"organisation_id": str(one.organisation_id), "share_percent": one.share_percent}
            for one in offer.partners
        ],
        salt=unsealed.salt,
    )


async def score_quality(
    session: AsyncSession,
    clock: Clock,
    *,
    bid_id: UUID,
    client_id: UUID,
    person_id: UUID,
    score: int,
    reason: str,
) -> QualityScore:
    """Judge one opened bid with 0-100 and a reason, as the client, before its lot is awarded.

    Scoring again replaces the score; the earlier one stays on record. Raises BidNotFound,
    TenderStateForbids, LotAlreadyAwarded, ScoredMeanwhile.
    """
    bid = await session.get(Bid, bid_id)
    tender = await session.get(Tender, bid.tender_id) if bid is not None else None
    opened = await session.get(OpenedBid, bid_id)
    if bid is None or tender is None or opened is None or tender.client_id != client_id:
        raise BidNotFound("There is no such bid")
    # With the tender's lock held no award can be decided on the score that is being replaced.
    tender = await owned(session, bid.tender_id, client_id)
    lot = await session.get_one(Lot, bid.lot_id, populate_existing=True)
    _check_undecided(lot)
    tender_rules.check_opened(tender.status)
    before = await session.scalar(
        select(func.count()).select_from(QualityScore).where(QualityScore.bid_id == bid_id)
    )
    row = QualityScore(
        bid_id=bid_id,
        sequence=(before or 0) + 1,
        score=score,
        reason=reason,
        given_by=person_id,
        given_at=clock.now(),
    )
    session.add(row)
    try:
        await session.flush()
    except IntegrityError as error:
        if constraint_name(error) != "pk_quality_scores":
            raise
        raise ScoredMeanwhile("The bid was scored at the same moment; read it again") from None
    return row


async def award(
    session: AsyncSession,
    clock: Clock,
    *,
    lot_id: UUID,
    client_id: UUID,
    person_id: UUID,
    bid_id: UUID,
    reason: str | None,
) -> tuple[Award, list[Order]]:
    """Award a lot, as the client, and place one order with each participant of the bid.

    Another bid than the first in the ranking needs a reason. Announces `order.placed` for each
    order, and `tender.awarded` with the last lot. Raises LotNotFound, NotTheClient,
    TenderStateForbids, LotAlreadyAwarded, BidNotRanked, ScoresMissing, AwardNeedsReason,
    RelatedParties (as things stand now, whatever they were when the bid was placed).
    """
    lot, tender = await lot_and_tender(session, lot_id, reader_id=client_id)
    tender = await owned(session, tender.id, client_id)
    lot = await session.get_one(Lot, lot_id, populate_existing=True)
    _check_undecided(lot)
    tender_rules.check_opened(tender.status)
    was_first = rules.check_award(
        await candidates_of(session, lot_id), tender.weights, bid_id=bid_id, reason=reason
    )
    now = clock.now()
    members = set(
        await session.scalars(select(BidMember.organisation_id).where(BidMember.bid_id == bid_id))
    )
    related_parties = await use(session, tender=tender, participants=members, now=now)
    row = Award(
        id=new_id(),
        lot_id=lot_id,
        bid_id=bid_id,
        was_first=was_first,
        reason=reason,
        awarded_by=person_id,
        awarded_at=now,
    )
    session.add(row)
    lot.status = "awarded"
    try:
        await session.flush()
    except IntegrityError as error:
        if constraint_name(error) != "uq_awards_lot_id":
            raise
        raise LotAlreadyAwarded("The lot has been awarded") from None
    bid = await session.get_one(Bid, bid_id)
    offer = offer_of(await session.get_one(OpenedBid, bid_id))
    orders = await place_orders(
        session,
        clock,
        tender=tender,
        lot=lot,
        bid_id=bid_id,
        lead_id=bid.lead_id,
        offer=offer,
        related_parties=related_parties,
    )
    lots = await lots_of(session, tender.id)
    tender.status = tender_rules.after_award(one.status for one in lots)
    tender.version += 1
    if tender.status == "awarded":
        await announce(session, state_of(TenderAwarded, tender, lots))
    return row, orders


async def candidates_of(session: AsyncSession, lot_id: UUID) -> list[Candidate]:
    """What the ranking needs of the lot's opened bids, each with its latest score."""
    latest = (
        select(QualityScore.bid_id, QualityScore.score)
        .ext(distinct_on(QualityScore.bid_id))
        .order_by(QualityScore.bid_id, QualityScore.sequence.desc())
        .subquery()
    )
    statement = (
        select(
            OpenedBid.bid_id,
            OpenedBid.price_cents,
            OpenedBid.delivery_days,
            Bid.received_at,
            latest.c.score,
        )
        .join(Bid, Bid.id == OpenedBid.bid_id)
        .outerjoin(latest, latest.c.bid_id == OpenedBid.bid_id)
        .where(OpenedBid.lot_id == lot_id)
        .order_by(OpenedBid.bid_id)
    )
    return [Candidate(*row) for row in await session.execute(statement)]


async def lot_and_tender(
    session: AsyncSession, lot_id: UUID, *, reader_id: UUID
) -> tuple[Lot, Tender]:
    """Return a lot with its tender; LotNotFound where the reader may not know of it."""
    lot = await session.get(Lot, lot_id)
    tender = await session.get_one(Tender, lot.tender_id) if lot is not None else None
    if lot is None or tender is None:
        raise LotNotFound("There is no such lot")
    if tender.published_at is None and tender.client_id != reader_id:
        raise LotNotFound("There is no such lot")
    if tender.client_id != reader_id and not await _takes_part(session, lot_id, reader_id):
        raise NotTheClient("Only the client, and after the award the lot's bidders, may see this")
    return lot, tender


async def _takes_part(session: AsyncSession, lot_id: UUID, organisation_id: UUID) -> bool:
    statement = (
        select(BidMember.bid_id)
        .join(OpenedBid, OpenedBid.bid_id == BidMember.bid_id)
        .where(OpenedBid.lot_id == lot_id, BidMember.organisation_id == organisation_id)
    )
    return await session.scalar(statement.limit(1)) is not None


def offer_of(row: OpenedBid) -> Offer:
    """The offer that a row of opened_bids holds."""
    return Offer(
        price_cents=row.price_cents,
        delivery_days=row.delivery_days,
        approach=row.approach,
        milestones=tuple(OfferedMilestone(**one) for one in row.milestones),
        partners=tuple(
            PartnerShare(UUID(one["organisation_id"]), one["share_percent"]) for one in row.partners
        ),
    )


def _check_undecided(lot: Lot) -> None:
    if lot.status == "awarded":
        raise LotAlreadyAwarded("The lot has been awarded")
