"""Loading what follows the deadline: opened offers, scores, and lots for who may see them."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.bids.errors import BidNotFound
from marketplace.bids.orm import Bid, BidMember
from marketplace.bids.rules import Offer
from marketplace.bids.spelling import OFFER
from marketplace.evaluation.errors import LotAlreadyAwarded
from marketplace.evaluation.orm import OpenedBid, QualityScore
from marketplace.evaluation.rules import Candidate
from marketplace.tenders.errors import LotNotFound, NotTheClient
from marketplace.tenders.orm import Lot, Tender
from marketplace.tenders.repository import own_tender
from marketplace.tenders.rules import check_opened


async def sealed_bids_of(session: AsyncSession, tender_id: UUID) -> list[Bid]:
    """The bids of a tender that are still sealed, oldest first."""
    statement = select(Bid).where(Bid.tender_id == tender_id, Bid.status == "sealed")
    return list(await session.scalars(statement.order_by(Bid.id)))


def add_opened_bid(session: AsyncSession, bid: Bid, offer: Offer, *, salt: bytes) -> None:
    """Keep what a sealed bid turned out to offer."""
    session.add(OpenedBid(bid_id=bid.id, lot_id=bid.lot_id, salt=salt, **OFFER.values(offer)))


async def offer_of(session: AsyncSession, bid_id: UUID) -> Offer:
    """What an opened bid offers."""
    return OFFER.read_row(await session.get_one(OpenedBid, bid_id))


async def opened_bid(session: AsyncSession, bid_id: UUID, *, client_id: UUID) -> Bid:
    """Return an opened bid to the client of its tender; BidNotFound for everybody else."""
    bid = await session.get(Bid, bid_id)
    opened = await session.get(OpenedBid, bid_id)
    tender = await session.get(Tender, bid.tender_id) if bid is not None else None
    if bid is None or opened is None or tender is None or tender.client_id != client_id:
        raise BidNotFound("There is no such bid")
    return bid


async def undecided_lot(
    session: AsyncSession, lot_id: UUID, *, tender_id: UUID, client_id: UUID
) -> tuple[Lot, Tender]:
    """Lock a tender of the client's and return a lot of it that is open and not awarded.

    With the lock held nothing else scores or awards it. Raises TenderNotFound, NotTheClient,
    LotAlreadyAwarded, TenderStateForbids.
    """
    tender = await own_tender(session, tender_id, client_id=client_id)
    lot = await session.get_one(Lot, lot_id, populate_existing=True)
    if lot.status == "awarded":
        raise LotAlreadyAwarded("The lot has been awarded")
    check_opened(tender.status)
    return lot, tender


async def lot_seen(session: AsyncSession, lot_id: UUID, *, reader_id: UUID) -> tuple[Lot, Tender]:
    """Return a lot with its tender to the client and to those who took part in an opened bid.

    Raises LotNotFound where the reader may not know of it, NotTheClient for everybody else.
    """
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


async def scores_given(session: AsyncSession, bid_id: UUID) -> int:
    """How often a bid has been scored."""
    statement = select(func.count()).select_from(QualityScore)
    return await session.scalar(statement.where(QualityScore.bid_id == bid_id)) or 0


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
