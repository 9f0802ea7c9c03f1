"""What the evaluation looks like over HTTP: the ranking shows its arithmetic line by line."""

from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field

from marketplace.evaluation.orm import Award, QualityScore
from marketplace.evaluation.rules import TIE_BREAK, Line, LotOpening, Ranked
from marketplace.inputs import Body, Whole
from marketplace.orders.schemas import OrderOut
from marketplace.tenders.orm import Tender
from marketplace.tenders.schemas import WeightsShown
from marketplace.vocabulary import BidStatus, LotStatus, TenderStatus
from shared.money import Money, format_cents
from shared.texts import Paragraph


class LotOpeningShown(BaseModel):
    """What the opening found for one lot: bid ids by what became of them."""

    lot_id: UUID
    status: LotStatus
    opened: list[UUID]
    not_confirmed: list[UUID]
    unreadable: list[UUID]


class OpeningShown(BaseModel):
    """A tender whose bids were just opened."""

    tender_id: UUID
    status: TenderStatus
    opened_at: datetime
    lots: list[LotOpeningShown]

    @classmethod
    def of(cls, tender: Tender, openings: Sequence[LotOpening]) -> Self:
        """Show what the opening found."""
        assert tender.opened_at is not None
        return cls(
            tender_id=tender.id,
            status=tender.status,
            opened_at=tender.opened_at,
            lots=[
                LotOpeningShown(
                    lot_id=one.lot_id,
                    status=one.status,
                    opened=one.opened,
                    not_confirmed=one.not_confirmed,
                    unreadable=one.unreadable,
                )
                for one in openings
            ],
        )


class NewQualityScore(Body):
    """A judgement of one bid's quality, with the reason for it."""

    score: Annotated[Whole, Field(ge=0, le=100)]
    reason: Paragraph


class QualityScoreShown(BaseModel):
    """A judgement; `sequence` counts those of the same bid, and the last one counts."""

    bid_id: UUID
    sequence: int
    score: int
    reason: str
    given_at: datetime

    @classmethod
    def of(cls, row: QualityScore) -> Self:
        """Show a row."""
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class Points(BaseModel):
    """Points as an exact fraction, which the ranking uses, and rounded, which people read."""

    exact: str = Field(examples=["160/3"])
    rounded: str = Field(examples=["53.3333"])

    @classmethod
    def of(cls, value: Fraction) -> Self:
        """Show points; four decimals, half up."""
        scaled = Decimal(value.numerator * 10_000) / Decimal(value.denominator)
        whole = scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP)
        return cls(exact=str(value), rounded=f"{whole / 10_000:.4f}")


class LineShown(BaseModel):
    """One criterion's arithmetic."""

    criterion: Literal["price", "delivery", "quality"]
    formula: str = Field(examples=["4000.00 / 4500.00 × 60 = 53.3333"])
    weight: int
    points: Points

    @classmethod
    def of(cls, line: Line) -> Self:
        """Show a line of the arithmetic."""
        points = Points.of(line.points)
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


class RankedShown(BaseModel):
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
    lines: list[LineShown]
    total: Points
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
            lines=[LineShown.of(line) for line in ranked.lines],
            total=Points.of(ranked.total),
            related_parties=related_parties,
        )


class LeftOut(BaseModel):
    """A bid that could not be ranked, and why."""

    bid_id: UUID
    lead_id: UUID
    status: BidStatus


class RankingShown(BaseModel):
    """The ranking of a lot; `complete` once no quality score is missing."""

    lot_id: UUID
    status: LotStatus
    weights: WeightsShown
    complete: bool
    tie_break: str = TIE_BREAK
    ranked: list[RankedShown]
    left_out: list[LeftOut]
    awarded_bid_id: UUID | None


class NewAward(Body):
    """Which bid wins; another than the first in the ranking needs a reason."""

    bid_id: UUID
    reason: Paragraph | None = None


class AwardShown(BaseModel):
    """An award and the orders that it placed, one for each participant of the bid."""

    id: UUID
    lot_id: UUID
    bid_id: UUID
    was_first: bool
    reason: str | None
    awarded_at: datetime
    orders: list[OrderOut]

    @classmethod
    def of(cls, row: Award, orders: list[OrderOut]) -> Self:
        """Show a row with its orders."""
        names = [name for name in cls.model_fields if name != "orders"]
        return cls(**{name: getattr(row, name) for name in names}, orders=orders)
