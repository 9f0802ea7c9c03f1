"""What the evaluation looks like over HTTP: the ranking shows its arithmetic line by line."""

from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from marketplace.evaluation.orm import Award
from marketplace.evaluation.rules import TIE_BREAK, Line, LotOpening, Ranked
from marketplace.inputs import Body, Whole
from marketplace.orders.orm import Order
from marketplace.orders.schemas import OrderOut
from marketplace.tenders.orm import Tender
from marketplace.tenders.schemas import WeightsOut
from marketplace.vocabulary import BidStatus, LotStatus, TenderStatus
from shared.money import Money, format_cents
from shared.texts import Paragraph


class LotOpeningOut(BaseModel):
    """What the opening found for one lot: bid ids by what became of them."""

    model_config = ConfigDict(from_attributes=True)

    lot_id: UUID
    status: LotStatus
    opened: list[UUID]
    not_confirmed: list[UUID]
    unreadable: list[UUID]


class OpeningOut(BaseModel):
    """A tender whose bids were just opened."""

    tender_id: UUID
    status: TenderStatus
    opened_at: datetime
    lots: list[LotOpeningOut]

    @classmethod
    def of(cls, tender: Tender, openings: Sequence[LotOpening]) -> Self:
        """Show what the opening found."""
        assert tender.opened_at is not None
        return cls(
            tender_id=tender.id,
            status=tender.status,
            opened_at=tender.opened_at,
            lots=[LotOpeningOut.model_validate(one) for one in openings],
        )


class QualityScoreIn(Body):
    """A judgement of one bid's quality, with the reason for it."""

    score: Annotated[Whole, Field(ge=0, le=100)]
    reason: Paragraph


class QualityScoreOut(BaseModel):
    """A judgement; `sequence` counts those of the same bid, and the last one counts."""

    model_config = ConfigDict(from_attributes=True)

    bid_id: UUID
    sequence: int
    score: int
    reason: str
    given_at: datetime


class PointsOut(BaseModel):
    """Points as an exact fraction, which the ranking uses, and rounded, which people read."""

    exact: str = Field(examples=["160/3"])
    rounded: str = Field(examples=["53.3333"])

    @classmethod
    def of(cls, value: Fraction) -> Self:
        """Show points; four decimals, half up."""
        scaled = Decimal(value.numerator * 10_000) / Decimal(value.denominator)
        whole = scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP)
        return cls(exact=str(value), rounded=f"{whole / 10_000:.4f}")


class RankingLineOut(BaseModel):
    """One criterion's arithmetic."""

    criterion: Literal["price", "delivery", "quality"]
    formula: str = Field(examples=["4000.00 / 4500.00 × 60 = 53.3333"])
    weight: int
    points: PointsOut

    @classmethod
    def of(cls, line: Line) -> Self:
        """Show a line of the arithmetic."""
        points = PointsOut.of(line.points)
        parts = (line.numerator, line.denominator)
        top, below = map(format_cents, parts) if line.criterion == "price" else map(str, parts)
        return cls.model_validate(
            {
                "criterion": line.criterion,
                "formula": f"{top} / {below} × {line.weight} = {points.rounded}",
                "weight": line.weight,
                "points": points,
            }
        )


class RankedBidOut(BaseModel):
    """A bid's place, with the arithmetic that led to it.

    `related_parties`, for the client only: whether a participant and the client are related now,
    so that an award needs the manager's permission. Null for the lot's bidders.
    """

    place: int
    bid_id: UUID
    lead_id: UUID
    price: Money
    delivery_days: int
    received_at: datetime
    quality_score: int | None
    lines: list[RankingLineOut]
    total: PointsOut
    related_parties: bool | None

    @classmethod
    def of(cls, ranked: Ranked, *, lead_id: UUID, related_parties: bool | None) -> Self:
        """Show one place of the ranking."""
        bid = ranked.candidate
        return cls(
            place=ranked.place,
            bid_id=bid.bid_id,
            lead_id=lead_id,
            price=Money.of(bid.price_cents),
            delivery_days=bid.delivery_days,
            received_at=bid.received_at,
            quality_score=bid.score,
            lines=[RankingLineOut.of(line) for line in ranked.lines],
            total=PointsOut.of(ranked.total),
            related_parties=related_parties,
        )


class UnrankedBidOut(BaseModel):
    """A bid that could not be ranked, and why."""

    bid_id: UUID
    lead_id: UUID
    status: BidStatus


class RankingOut(BaseModel):
    """The ranking of a lot; `complete` once no quality score is missing."""

    lot_id: UUID
    status: LotStatus
    weights: WeightsOut
    complete: bool
    tie_break: str = TIE_BREAK
    ranked: list[RankedBidOut]
    left_out: list[UnrankedBidOut]
    awarded_bid_id: UUID | None


class AwardIn(Body):
    """Which bid wins; another than the first in the ranking needs a reason."""

    bid_id: UUID
    reason: Paragraph | None = None


class AwardOut(BaseModel):
    """An award and the orders that it placed, one for each participant of the bid."""

    id: UUID
    lot_id: UUID
    bid_id: UUID
    was_first: bool
    reason: str | None
    awarded_at: datetime
    orders: list[OrderOut]

    @classmethod
    def of(cls, row: Award, orders: Sequence[Order]) -> Self:
        """Show a row with its orders."""
        return cls(
            id=row.id,
            lot_id=row.lot_id,
            bid_id=row.bid_id,
            was_first=row.was_first,
            reason=row.reason,
            awarded_at=row.awarded_at,
            orders=[OrderOut.model_validate(order) for order in orders],
        )
