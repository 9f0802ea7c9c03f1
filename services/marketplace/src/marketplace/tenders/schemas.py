"""What tenders look like over HTTP."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field

from marketplace.inputs import Body, Changes, Moment, Whole, left_out
from marketplace.tenders import rules
from marketplace.tenders.orm import Lot, Tender
from marketplace.tenders.rules import MOST_LOTS, Weights, shown_status
from marketplace.vocabulary import LotStatus, ShownTenderStatus, Stage
from shared.money import Money
from shared.texts import Code, LocalisedLine, LocalisedParagraph, Paragraph

Weight = Annotated[Whole, Field(ge=0, le=100)]


class AwardWeights(Body):
    """How many of the 100 points each criterion can give; whole numbers that sum to 100."""

    price: Weight
    quality: Weight
    delivery: Weight

    def as_weights(self) -> Weights:
        """The same as the rules take it."""
        return Weights(self.price, self.quality, self.delivery)


class NewLot(Body):
    """A part of a tender. `budget` is the client's own estimate and shown to nobody else."""

    title: LocalisedLine
    description: LocalisedParagraph
    stage: Stage
    role: Code
    budget: Money | None = None

    def as_data(self) -> rules.NewLot:
        """The same as the use case takes it."""
        return rules.NewLot(
            title=self.title,
            description=self.description,
            stage=self.stage,
            role=self.role,
            budget_cents=None if self.budget is None else self.budget.cents,
        )


Lots = Annotated[list[NewLot], Field(min_length=1, max_length=MOST_LOTS)]


class NewTender(Body):
    """What a client asks for. Bids are taken before the deadline, not at it."""

    title: LocalisedLine
    description: LocalisedParagraph
    deadline: Moment
    weights: AwardWeights
    lots: Lots


class TenderChanges(Changes):
    """What to change in a draft; `lots` replaces all lots."""

    title: LocalisedLine = left_out()
    description: LocalisedParagraph = left_out()
    deadline: Moment = left_out()
    weights: AwardWeights = left_out()
    lots: Lots = left_out()

    def data(self) -> dict[str, Any]:
        """The given fields as the use case takes them."""
        given = self.given()
        if "weights" in given:
            given["weights"] = self.weights.as_weights()
        if "lots" in given:
            given["lots"] = [lot.as_data() for lot in self.lots]
        return given


class Cancellation(Body):
    """Why a tender is called off; shown to everybody who sees the tender."""

    reason: Paragraph


class WeightsShown(BaseModel):
    """How many of the 100 points each criterion can give."""

    price: int
    quality: int
    delivery: int


class LotShown(BaseModel):
    """A lot. `budget` is null for everybody but the client."""

    id: UUID
    title: LocalisedLine
    description: LocalisedParagraph
    stage: Stage
    role: Code
    budget: Money | None
    status: LotStatus


class TenderShown(BaseModel):
    """A tender's public part. It never tells whether, by whom or how often was bid."""

    id: UUID
    version: int
    client_id: UUID
    title: LocalisedLine
    description: LocalisedParagraph
    deadline: datetime
    weights: WeightsShown
    lots: list[LotShown]
    status: ShownTenderStatus
    created_at: datetime
    published_at: datetime | None
    opened_at: datetime | None
    cancellation_reason: str | None

    @classmethod
    def of(cls, row: Tender, lots: Sequence[Lot], *, now: datetime, reader_id: UUID | None) -> Self:
        """Show a tender as `reader_id` may see it at `now`."""
        own = ("id", "version", "client_id", "title", "description", "deadline", "created_at")
        more = ("published_at", "opened_at", "cancellation_reason")
        return cls(
            **{name: getattr(row, name) for name in (*own, *more)},
            weights=WeightsShown(
                price=row.weight_price, quality=row.weight_quality, delivery=row.weight_delivery
            ),
            lots=[_lot(lot, mine=row.client_id == reader_id) for lot in lots],
            status=shown_status(row.status, deadline=row.deadline, now=now),
        )


def _lot(row: Lot, *, mine: bool) -> LotShown:
    names = ("id", "title", "description", "stage", "role", "status")
    budget = Money.of(row.budget_cents) if mine and row.budget_cents is not None else None
    return LotShown(**{name: getattr(row, name) for name in names}, budget=budget)
