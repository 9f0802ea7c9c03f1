"""Reading the ranking of a lot."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.affiliations.repository import related_among
from marketplace.bids.orm import Bid, BidMember
from marketplace.evaluation import rules
from marketplace.evaluation.orm import Award
from marketplace.evaluation.repository import candidates_of, lot_seen
from marketplace.evaluation.schemas import LeftOut, RankedShown, RankingShown
from marketplace.orders.orm import Order
from marketplace.orders.schemas import OrderOut
from marketplace.tenders.errors import NotTheClient
from marketplace.tenders.schemas import WeightsShown


async def ranking(
    session: AsyncSession, *, now: datetime, lot_id: UUID, reader_id: UUID
) -> RankingShown:
    """Return the ranking: for the client once opened, for the lot's bidders once awarded.

    Raises LotNotFound, NotTheClient, TenderStateForbids (still sealed).
    """
    lot, tender = await lot_seen(session, lot_id, reader_id=reader_id)
    if tender.client_id != reader_id and lot.status != "awarded":
        raise NotTheClient("Bidders see the ranking once the lot is awarded")
    rules.check_shown(tender.status)
    candidates = await candidates_of(session, lot_id)
    bids = {
        bid.id: bid
        for bid in await session.scalars(
            select(Bid).where(Bid.lot_id == lot_id, Bid.status != "withdrawn").order_by(Bid.id)
        )
    }
    ranked = rules.rank(candidates, tender.weights)
    # Rivals see the ranking too, and whom the client is related to is not their business.
    as_client = tender.client_id == reader_id
    tainted = await _tainted(session, tender.client_id, lot_id, now=now) if as_client else set()
    return RankingShown(
        lot_id=lot_id,
        status=lot.status,
        weights=WeightsShown(
            price=tender.weight_price,
            quality=tender.weight_quality,
            delivery=tender.weight_delivery,
        ),
        complete=rules.complete(candidates, tender.weights),
        ranked=[
            RankedShown.of(
                one,
                lead_id=bids[one.candidate.bid_id].lead_id,
                related_parties=one.candidate.bid_id in tainted if as_client else None,
            )
            for one in ranked
        ],
        left_out=[
            LeftOut(bid_id=bid.id, lead_id=bid.lead_id, status=bid.status)
            for bid in bids.values()
            if bid.status != "opened"
        ],
        awarded_bid_id=await session.scalar(select(Award.bid_id).where(Award.lot_id == lot_id)),
    )


async def _tainted(
    session: AsyncSession, client_id: UUID, lot_id: UUID, *, now: datetime
) -> set[UUID]:
    """The bids for the lot of which any member is related to the client now."""
    columns = (BidMember.bid_id, BidMember.organisation_id)
    members = [
        (bid_id, organisation_id)
        for bid_id, organisation_id in await session.execute(
            select(*columns).join(Bid, Bid.id == BidMember.bid_id).where(Bid.lot_id == lot_id)
        )
    ]
    related = await related_among(
        session, organisation_id=client_id, others={who for _, who in members}, now=now
    )
    return {bid_id for bid_id, who in members if who in related}


def orders_shown(orders: list[Order]) -> list[OrderOut]:
    """The orders of an award as its answer shows them."""
    return [OrderOut.model_validate(order) for order in orders]
