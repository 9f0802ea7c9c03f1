"""What the client does once the deadline has passed: open, score, award."""

from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.bids.orm import Bid
from marketplace.bids.repository import offer_in
from marketplace.bids.rules import outcome
from marketplace.evaluation import repository, rules
from marketplace.evaluation.orm import Award, QualityScore
from marketplace.evaluation.rules import LotOpening
from marketplace.notices.use_cases import in_one_language, notify
from marketplace.orders.orm import Order
from marketplace.orders.use_cases import place_orders
from marketplace.organisations.repository import check_may
from marketplace.related_purchases.use_cases import use_related_purchases
from marketplace.sealing.errors import SealBroken
from marketplace.sealing.repository import keyring_of
from marketplace.sealing.seals import MasterKey, TenderKeyring
from marketplace.tenders import rules as tender_rules
from marketplace.tenders.events import TenderAwarded, TenderOpened
from marketplace.tenders.orm import Tender
from marketplace.tenders.repository import own_tender
from shared.callers import Caller
from shared.clocks import Clock
from shared.messaging.outbox import announce

log = structlog.get_logger(__name__)


async def open_bids(
    session: AsyncSession, clock: Clock, *, master_key: MasterKey, tender_id: UUID, by: Caller
) -> tuple[Tender, list[LotOpening]]:
    """Open the sealed bids, as the client, once the deadline has passed.

    Bids that a partner has not confirmed stay sealed and are not ranked, nor are those whose
    ciphertext was damaged; both are recorded. Announces `tender.opened`, which names no bid. 503
    `bids_locked` where the service holds another master key than at the publication. Raises
    `TenderNotFound`, `NotTheClient`, `TenderStateForbids`, `DeadlineNotReached`, `SealBroken`.
    """
    tender = await own_tender(session, tender_id, by=by)
    now = clock.now()
    tender.status = tender_rules.opened(tender.status, deadline=tender.deadline, now=now)
    tender.opened_at, tender.opened_by = now, by.subject
    tender.version += 1
    openings = {lot.id: LotOpening(lot.id) for lot in tender.lots}
    keys = await keyring_of(session, master_key, tender.id)
    for bid in await repository.sealed_bids_of(session, tender.id):
        _open_bid(session, keys, bid)
        openings[bid.lot_id].record(bid.id, bid.status)
    for lot in tender.lots:
        lot.status = openings[lot.id].status
    await announce(session, TenderOpened.model_validate(tender))
    return tender, list(openings.values())


def _open_bid(session: AsyncSession, keys: TenderKeyring, bid: Bid) -> None:
    bid.status = outcome([one.confirmed_at for one in bid.members])
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
    session: AsyncSession, clock: Clock, *, bid_id: UUID, by: Caller, score: int, reason: str
) -> QualityScore:
    """Judge an opened bid with 0-100 and a reason, as the client; the last judgement counts.

    Before its lot is awarded. The earlier ones stay on record. Raises `BidNotFound`,
    `TenderStateForbids`, `LotAlreadyAwarded`, `ScoredMeanwhile`.
    """
    bid = await repository.opened_bid(session, bid_id, by=by)
    # With the tender's lock held no award can be decided on the score that is being replaced.
    await repository.undecided_lot(session, bid.lot_id, tender_id=bid.tender_id, by=by)
    return await repository.add_quality_score(
        session, bid, score=score, reason=reason, given_by=by.subject, given_at=clock.now()
    )


async def award_lot(
    session: AsyncSession,
    clock: Clock,
    *,
    lot_id: UUID,
    by: Caller,
    bid_id: UUID,
    reason: str | None,
) -> tuple[Award, list[Order]]:
    """Award a lot for good, as the client, and place one order with each participant of the bid.

    Another bid than the first in the ranking needs a reason. Announces `order.placed` for each
    order, `tender.awarded` with the last lot, and `notice.due` to the lead and each provider. 409
    `related_parties` where a participant and the client are related at this moment, whatever they
    were when the bid was placed, and the cluster's manager has not allowed it; `standing_forbids`
    where the client may not publish now, or a participant not bid: a suspended one can be awarded
    when that is lifted, or another bid with a reason. Raises `LotNotFound`, `NotTheClient`,
    `TenderStateForbids`, `LotAlreadyAwarded`, `BidNotRanked`, `ScoresMissing`, `AwardNeedsReason`,
    `StandingForbids`, `RelatedParties`.
    """
    _, tender = await repository.lot_seen(session, lot_id, by=by)
    lot, tender = await repository.undecided_lot(session, lot_id, tender_id=tender.id, by=by)
    candidates = await repository.candidates_of(session, lot_id)
    was_first = rules.check_award(candidates, tender.weights, bid_id=bid_id, reason=reason)
    now = clock.now()
    bid, offer = await repository.bid_and_offer(session, bid_id)
    participants = {one.organisation_id for one in bid.members}
    await check_may(session, "publish", [tender.client_id])
    await check_may(session, "bid", participants)
    related_parties = await use_related_purchases(
        session, tender=tender, participants=participants, now=now
    )
    award = await repository.add_award(
        session, bid, was_first=was_first, reason=reason, awarded_by=by.subject, awarded_at=now
    )
    lot.status = "awarded"
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
    await notify(
        session,
        organisation_id=bid.lead_id,
        role="seller",
        template="lot_awarded",
        values={"title": in_one_language(lot.title)},
        link=f"/v1/marketplace/tenders/{tender.id}",
    )
    tender.status = tender_rules.after_award(one.status for one in tender.lots)
    tender.version += 1
    if tender.status == "awarded":
        await announce(session, TenderAwarded.model_validate(tender))
    return award, orders
