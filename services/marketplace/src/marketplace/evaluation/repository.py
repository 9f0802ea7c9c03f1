"""Finding what follows the deadline: opened offers, scores, and lots for who may see them."""

from collections.abc import Collection
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.affiliations.repository import related_among
from marketplace.bids.errors import BidNotFound
from marketplace.bids.orm import Bid, BidMember
from marketplace.bids.repository import load_members
from marketplace.bids.rules import Offer
from marketplace.bids.spelling import OFFER
from marketplace.evaluation.errors import LotAlreadyAwarded, ScoredMeanwhile
from marketplace.evaluation.orm import Award, OpenedBid, QualityScore
from marketplace.evaluation.rules import Candidate
from marketplace.tenders.errors import LotNotFound, NotTheClient
from marketplace.tenders.orm import Lot, Tender
from marketplace.tenders.repository import own_tender
from marketplace.tenders.rules import check_opened
from shared.callers import Caller
from shared.ids import new_id
from shared.rows import Refusals, flush_or_refuse

_AWARDED: Final = partial(LotAlreadyAwarded, "The lot has been awarded")
_REFUSALS: Final[Refusals] = {
    "uq_awards_lot_id": _AWARDED,
    "pk_quality_scores": partial(
        ScoredMeanwhile, "The bid was scored at the same moment; read it again"
    ),
}


async def sealed_bids_of(session: AsyncSession, tender_id: UUID) -> list[Bid]:
    """The bids of a tender that are still sealed, with their members, oldest first."""
    statement = select(Bid).where(Bid.tender_id == tender_id, Bid.status == "sealed")
    bids = list(await session.scalars(statement.order_by(Bid.id)))
    await load_members(session, bids)
    return bids


async def bids_for(session: AsyncSession, lot_id: UUID) -> list[Bid]:
    """The bids for a lot that were not withdrawn, with their members, oldest first."""
    statement = select(Bid).where(Bid.lot_id == lot_id, Bid.status != "withdrawn")
    bids = list(await session.scalars(statement.order_by(Bid.id)))
    await load_members(session, bids)
    return bids


async def related_bids(
    session: AsyncSession, tender: Tender, bids: Collection[Bid], *, now: datetime
) -> set[UUID]:
    """Those of the bids of which any member is related to the tender's client now."""
    members = {bid.id: {one.organisation_id for one in bid.members} for bid in bids}
    others = set().union(*members.values())
    related = await related_among(session, organisation_id=tender.client_id, others=others, now=now)
    return {bid_id for bid_id, who in members.items() if not related.isdisjoint(who)}


def add_opened_bid(session: AsyncSession, bid: Bid, offer: Offer, *, salt: bytes) -> None:
    """Keep what a sealed bid turned out to offer."""
    session.add(OpenedBid(bid_id=bid.id, lot_id=bid.lot_id, salt=salt, **OFFER.values(offer)))


async def bid_and_offer(session: AsyncSession, bid_id: UUID) -> tuple[Bid, Offer]:
    """An opened bid with its members, and what it offers."""
    bid = await session.get_one(Bid, bid_id)
    await load_members(session, [bid])
    return bid, OFFER.read_row(await session.get_one(OpenedBid, bid_id))


async def opened_bid(session: AsyncSession, bid_id: UUID, *, by: Caller) -> Bid:
    """Return an opened bid to the client of its tender; BidNotFound for everybody else."""
    bid = await session.get(Bid, bid_id)
    opened = await session.get(OpenedBid, bid_id)
    tender = await session.get(Tender, bid.tender_id) if bid is not None else None
    if bid is None or opened is None or tender is None or tender.client_id != by.acting_for:
        raise BidNotFound("There is no such bid")
    return bid


async def undecided_lot(
    session: AsyncSession, lot_id: UUID, *, tender_id: UUID, by: Caller
) -> tuple[Lot, Tender]:
    """Lock a tender of the client's and return a lot of it that is open and not awarded.

    With the lock held nothing else scores or awards it. Raises TenderNotFound, NotTheClient,
    LotAlreadyAwarded, TenderStateForbids.
    """
    tender = await own_tender(session, tender_id, by=by)
    lot = next(one for one in tender.lots if one.id == lot_id)
    if lot.status == "awarded":
        raise _AWARDED()
    check_opened(tender.status)
    return lot, tender


async def lot_seen(session: AsyncSession, lot_id: UUID, *, by: Caller) -> tuple[Lot, Tender]:
    """Return a lot with its tender to the client and to those who took part in an opened bid.

    Raises LotNotFound where the reader may not know of it, NotTheClient for everybody else.
    """
    lot = await session.get(Lot, lot_id)
    if lot is None:
        raise LotNotFound("There is no such lot")
    tender = await session.get_one(Tender, lot.tender_id)
    if tender.client_id != by.acting_for:
        if tender.published_at is None:
            raise LotNotFound("There is no such lot")
        if not await _takes_part(session, lot_id, by.acting_for):
            raise NotTheClient(
                "Only the client, and after the award the lot's bidders, may see this"
            )
    return lot, tender


async def _takes_part(session: AsyncSession, lot_id: UUID, organisation_id: UUID) -> bool:
    statement = (
        select(BidMember.bid_id)
        .join(OpenedBid, OpenedBid.bid_id == BidMember.bid_id)
        .where(OpenedBid.lot_id == lot_id, BidMember.organisation_id == organisation_id)
    )
    return await session.scalar(statement.limit(1)) is not None


async def add_quality_score(
    session: AsyncSession,
    bid: Bid,
    *,
    score: int,
    reason: str,
    given_by: UUID,
    given_at: datetime,
) -> QualityScore:
    """Add a judgement after those that the bid has. Raises ScoredMeanwhile."""
    statement = select(func.count()).select_from(QualityScore)
    before = await session.scalar(statement.where(QualityScore.bid_id == bid.id)) or 0
    row = QualityScore(
        bid_id=bid.id,
        sequence=before + 1,
        score=score,
        reason=reason,
        given_by=given_by,
        given_at=given_at,
    )
    session.add(row)
    await flush_or_refuse(session, _REFUSALS)
    return row


async def add_award(
    session: AsyncSession,
    bid: Bid,
    *,
    was_first: bool,
    reason: str | None,
    awarded_by: UUID,
    awarded_at: datetime,
) -> Award:
    """Let a bid win its lot. Raises LotAlreadyAwarded."""
    row = Award(
        id=new_id(),
        lot_id=bid.lot_id,
        bid_id=bid.id,
        was_first=was_first,
        reason=reason,
        awarded_by=awarded_by,
        awarded_at=awarded_at,
    )
    session.add(row)
    await flush_or_refuse(session, _REFUSALS)
    return row


async def awarded_bid_id(session: AsyncSession, lot_id: UUID) -> UUID | None:
    """The bid that has won the lot; None before the award."""
    awarded: UUID | None = await session.scalar(select(Award.bid_id).where(Award.lot_id == lot_id))
    return awarded


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
