"""Reading the ranking of a lot."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.evaluation import rules
from marketplace.evaluation.repository import (
    awarded_bid_id,
    bids_for,
    candidates_of,
    lot_seen,
    related_bids,
)
from marketplace.evaluation.schemas import RankedBidOut, RankingOut, UnrankedBidOut
from marketplace.tenders.errors import NotTheClient
from marketplace.tenders.schemas import WeightsOut
from shared.callers import Caller


async def read_ranking(
    session: AsyncSession, *, now: datetime, lot_id: UUID, by: Caller
) -> RankingOut:
    """The ranking of a lot with its arithmetic.

    Price: lowest price / price × weight. Delivery: fewest days / days × weight. Quality: score /
    100 × weight. For the client once the bids are opened, for the lot's bidders once it is
    awarded. Raises `LotNotFound`, `NotTheClient`, `TenderStateForbids` (still sealed).
    """
    lot, tender = await lot_seen(session, lot_id, by=by)
    as_client = tender.client_id == by.acting_for
    if not as_client and lot.status != "awarded":
        raise NotTheClient("Bidders see the ranking once the lot is awarded")
    rules.check_shown(tender.status)
    candidates = await candidates_of(session, lot_id)
    bids = {bid.id: bid for bid in await bids_for(session, lot_id)}
    # Rivals see the ranking too, and whom the client is related to is not their business.
    tainted = await related_bids(session, tender, bids.values(), now=now) if as_client else None
    return RankingOut(
        lot_id=lot_id,
        status=lot.status,
        weights=WeightsOut.model_validate(tender.weights),
        complete=rules.complete(candidates, tender.weights),
        ranked=[
            RankedBidOut.of(
                one,
                lead_id=bids[one.candidate.bid_id].lead_id,
                related_parties=one.candidate.bid_id in tainted if tainted is not None else None,
            )
            for one in rules.rank(candidates, tender.weights)
        ],
        left_out=[
            UnrankedBidOut(bid_id=bid.id, lead_id=bid.lead_id, status=bid.status)
            for bid in bids.values()
            if bid.status != "opened"
        ],
        awarded_bid_id=await awarded_bid_id(session, lot_id),
    )
