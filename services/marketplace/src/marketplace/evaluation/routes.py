"""The paths of what follows the deadline, below /v1/marketplace."""

from inspect import getdoc
from uuid import UUID

from fastapi import Response

from marketplace.callers import Reader, Representative
from marketplace.evaluation import queries, use_cases
from marketplace.evaluation.schemas import (
    AwardIn,
    AwardOut,
    OpeningOut,
    QualityScoreIn,
    QualityScoreOut,
    RankingOut,
)
from marketplace.sealing.keys import Keys
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session

router = Router(prefix="/v1/marketplace", tags=["evaluation"])


@router.post("/tenders/{tender_id}/opening", description=getdoc(use_cases.open_bids))
async def open_bids(
    by: Representative, session: Session, clock: BusinessClock, keys: Keys, tender_id: UUID
) -> OpeningOut:
    tender, openings = await use_cases.open_bids(
        session, clock, master_key=keys, tender_id=tender_id, by=by
    )
    return OpeningOut.of(tender, openings)


@router.post(
    "/bids/{bid_id}/quality-score",
    status_code=201,
    description=getdoc(use_cases.score_quality),
)
async def score_quality(
    by: Representative,
    session: Session,
    clock: BusinessClock,
    bid_id: UUID,
    body: QualityScoreIn,
) -> QualityScoreOut:
    score = await use_cases.score_quality(
        session, clock, bid_id=bid_id, by=by, score=body.score, reason=body.reason
    )
    return QualityScoreOut.model_validate(score)


@router.get("/lots/{lot_id}/ranking", description=getdoc(queries.read_ranking))
async def read_ranking(
    by: Reader, session: Session, clock: BusinessClock, lot_id: UUID, response: Response
) -> RankingOut:
    response.headers["Cache-Control"] = "no-store"
    return await queries.read_ranking(session, now=clock.now(), lot_id=lot_id, by=by)


@router.post("/lots/{lot_id}/award", status_code=201, description=getdoc(use_cases.award_lot))
async def award_lot(
    by: Representative, session: Session, clock: BusinessClock, lot_id: UUID, body: AwardIn
) -> AwardOut:
    award, orders = await use_cases.award_lot(
        session, clock, lot_id=lot_id, by=by, bid_id=body.bid_id, reason=body.reason
    )
    return AwardOut.of(award, orders)
