"""The paths of what follows the deadline, below /v1/marketplace."""

from uuid import UUID

from fastapi import Response

from marketplace.callers import Reading, Representative
from marketplace.evaluation import queries, use_cases
from marketplace.evaluation.schemas import (
    AwardShown,
    NewAward,
    NewQualityScore,
    OpeningShown,
    QualityScoreShown,
    RankingShown,
)
from marketplace.sealing.keys import Keys
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session

router = Router(prefix="/v1/marketplace", tags=["evaluation"])


@router.post("/tenders/{tender_id}/opening")
async def open_bids(
    caller: Representative, session: Session, clock: BusinessClock, keys: Keys, tender_id: UUID
) -> OpeningShown:
    """Open the sealed bids, as the client, once the deadline has passed.

    Bids that a partner has not confirmed stay sealed and are not ranked. Announces
    `tender.opened`, which names no bid.
    """
    tender, openings = await use_cases.open_bids(
        session,
        clock,
        master_key=keys,
        tender_id=tender_id,
        client_id=caller.acting_for,
        person_id=caller.subject,
    )
    return OpeningShown.of(tender, openings)


@router.post("/bids/{bid_id}/quality-score", status_code=201)
async def score_quality(
    caller: Representative,
    session: Session,
    clock: BusinessClock,
    bid_id: UUID,
    body: NewQualityScore,
) -> QualityScoreShown:
    """Judge an opened bid with 0-100 and a reason, as the client; the last judgement counts."""
    row = await use_cases.score_quality(
        session,
        clock,
        bid_id=bid_id,
        client_id=caller.acting_for,
        person_id=caller.subject,
        score=body.score,
        reason=body.reason,
    )
    return QualityScoreShown.of(row)


@router.get("/lots/{lot_id}/ranking")
async def read_ranking(
    reader: Reading, session: Session, clock: BusinessClock, lot_id: UUID, response: Response
) -> RankingShown:
    """The ranking of a lot with its arithmetic.

    Price: lowest price / price × weight. Delivery: fewest days / days × weight. Quality: score /
    100 × weight. For the client once the bids are opened, for the lot's bidders once it is
    awarded.
    """
    response.headers["Cache-Control"] = "no-store"
    return await queries.ranking(session, now=clock.now(), lot_id=lot_id, reader_id=reader)


@router.post("/lots/{lot_id}/award", status_code=201)
async def award_lot(
    caller: Representative, session: Session, clock: BusinessClock, lot_id: UUID, body: NewAward
) -> AwardShown:
    """Award a lot for good, as the client, and place one order with each participant of the bid.

    Announces `order.placed` for each, and `tender.awarded` with the last lot. 409
    `related_parties` where a participant and the client are related at this moment and the
    cluster's manager has not allowed it.
    """
    row, orders = await use_cases.award(
        session,
        clock,
        lot_id=lot_id,
        client_id=caller.acting_for,
        person_id=caller.subject,
        bid_id=body.bid_id,
        reason=body.reason,
    )
    return AwardShown.of(row, queries.orders_shown(orders))
