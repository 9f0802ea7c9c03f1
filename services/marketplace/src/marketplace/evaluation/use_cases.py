"""What the client does once the deadline has passed: open, score, award."""

from uuid import UUID

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.bids.orm import Bid
from marketplace.bids.repository import members_of, offer_in
from marketplace.bids.rules import outcome
from marketplace.evaluation import repository, rules
from marketplace.evaluation.errors import LotAlreadyAwarded, ScoredMeanwhile
from marketplace.evaluation.orm import Award, QualityScore
from marketplace.evaluation.rules import LotOpening
from marketplace.orders.orm import Order
from marketplace.orders.use_cases import place_orders
from marketplace.related_purchases.use_cases import use_related_purchases
from marketplace.sealing.errors import SealBroken
from marketplace.sealing.repository import keyring_of
from marketplace.sealing.seals import MasterKey, TenderKeyring
from marketplace.tenders import rules as tender_rules
from marketplace.tenders.events import TenderAwarded, TenderOpened
from marketplace.tenders.orm import Tender
from marketplace.tenders.repository import lots_of, own_tender
from marketplace.tenders.use_cases import state_of
from shared.clocks import Clock
from shared.database import constraint_name
from shared.ids import new_id
from shared.messaging.outbox import announce

log = structlog.get_logger(__name__)


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
    tender = await own_tender(session, tender_id, client_id=client_id)
    now = clock.now()
    tender.status = tender_rules.opened(tender.status, deadline=tender.deadline, now=now)
    tender.opened_at, tender.opened_by = now, person_id
    tender.version += 1
    lots = await lots_of(session, tender.id)
    openings = {lot.id: LotOpening(lot.id) for lot in lots}
    keys = await keyring_of(session, master_key, tender.id)
    for bid in await repository.sealed_bids_of(session, tender.id):
        await _open_bid(session, keys, bid)
        openings[bid.lot_id].record(bid.id, bid.status)
    for lot in lots:
        lot.status = openings[lot.id].status
    await announce(session, state_of(TenderOpened, tender, lots))
    return tender, list(openings.values())


async def _open_bid(session: AsyncSession, keys: TenderKeyring, bid: Bid) -> None:
    members = await members_of(session, bid.id)
    bid.status = outcome([one.confirmed_at for one in members])
    bid.version += 1
    if bid.status != "opened":
        return
    try:
        offer, salt = offer_in(bid, keys)
    except SealBroken:
        log.error("sealed_bid_unreadable", bid_id=str(bid.id))
        bid.status = "unreadable"
    else:
        repository.add_opened_bid(session, bid, offer, salt=salt)


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
    bid = await repository.opened_bid(session, bid_id, client_id=client_id)
    # With the tender's lock held no award can be decided on the score that is being replaced.
    await repository.undecided_lot(
        session, bid.lot_id, tender_id=bid.tender_id, client_id=client_id
    )
    row = QualityScore(
        bid_id=bid_id,
        sequence=await repository.scores_given(session, bid_id) + 1,
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
    _, tender = await repository.lot_seen(session, lot_id, reader_id=client_id)
    lot, tender = await repository.undecided_lot(
        session, lot_id, tender_id=tender.id, client_id=client_id
    )
    was_first = rules.check_award(
        await repository.candidates_of(session, lot_id),
        tender.weights,
        bid_id=bid_id,
        reason=reason,
    )
    now = clock.now()
    members = await members_of(session, bid_id)
    participants = {one.organisation_id for one in members}
    related_parties = await use_related_purchases(
        session, tender=tender, participants=participants, now=now
    )
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
    orders = await place_orders(
        session,
        clock,
        tender=tender,
        lot=lot,
        bid_id=bid_id,
        lead_id=bid.lead_id,
        offer=await repository.offer_of(session, bid_id),
        related_parties=related_parties,
    )
    lots = await lots_of(session, tender.id)
    tender.status = tender_rules.after_award(one.status for one in lots)
    tender.version += 1
    if tender.status == "awarded":
        await announce(session, state_of(TenderAwarded, tender, lots))
    return row, orders
