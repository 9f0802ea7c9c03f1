"""What tenders look like over HTTP."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo

from marketplace.inputs import Body, Changes, Moment, Whole, left_out
from marketplace.tenders.orm import Tender
from marketplace.tenders.rules import MOST_LOTS, NewLot, Weights, shown_status
from marketplace.vocabulary import LotStatus, ShownTenderStatus, Stage
from shared.callers import Caller
from shared.money import Money
from shared.texts import Code, LocalisedLine, LocalisedParagraph, Paragraph, StoredLocalisedLine

Weight = Annotated[Whole, Field(ge=0, le=100)]


class WeightsIn(Body):
    """How many of the 100 points each criterion can give; whole numbers that sum to 100."""

    price: Weight
    quality: Weight
    delivery: Weight

    def as_weights(self) -> Weights:
        """The same as the rules take it."""
        return Weights(self.price, self.quality, self.delivery)


class LotIn(Body):
    """A part of a tender. `budget` is the client's own estimate and shown to nobody else."""

    title: LocalisedLine
    description: LocalisedParagraph
    stage: Stage
    role: Code
    budget: Money | None = None

    def as_new_lot(self) -> NewLot:
        """The same as the use case takes it."""
        return NewLot(
            title=self.title,
            description=self.description,
            stage=self.stage,
            role=self.role,
            budget_cents=None if self.budget is None else self.budget.cents,
        )


Lots = Annotated[list[LotIn], Field(min_length=1, max_length=MOST_LOTS)]


class TenderIn(Body):
    """What a client asks for. Bids are taken before the deadline, not at it."""

    title: LocalisedLine
    description: LocalisedParagraph
    deadline: Moment
    weights: WeightsIn
    lots: Lots


class TenderChanges(Changes):
    """What to change in a draft; `lots` replaces all lots."""

    title: LocalisedLine = left_out()
    description: LocalisedParagraph = left_out()
    deadline: Moment = left_out()
    weights: WeightsIn = left_out()
    lots: Lots = left_out()

    def as_changes(self) -> dict[str, Any]:
        """The given fields as the use case takes them."""
        given = self.given()
        if "weights" in given:
            given["weights"] = self.weights.as_weights()
        if "lots" in given:
            given["lots"] = [lot.as_new_lot() for lot in self.lots]
        return given


class CancellationIn(Body):
    """Why a tender is called off; shown to everybody who sees the tender."""

    reason: Paragraph


class WeightsOut(BaseModel):
    """How many of the 100 points each criterion can give."""

    model_config = ConfigDict(from_attributes=True)

    price: int
    quality: int
    delivery: int


def _budget(cents: int | None, info: ValidationInfo) -> Money | None:
    # Without a word that the client reads, nobody does.
    mine = bool(info.context and info.context["mine"])
    return Money.of(cents) if mine and cents is not None else None


class LotOut(BaseModel):
    """A lot. `budget` is null for everybody but the client."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    title: StoredLocalisedLine
    description: LocalisedParagraph
    stage: Stage
    role: Code
    budget: Annotated[
        Money | None, BeforeValidator(_budget), Field(validation_alias="budget_cents")
    ]
    status: LotStatus


class TenderOut(BaseModel):
    """A tender's public part. It never tells whether, by whom or how often was bid."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    version: int
    client_id: UUID
    title: StoredLocalisedLine
    description: LocalisedParagraph
    deadline: datetime
    weights: WeightsOut
    lots: list[LotOut]
    status: ShownTenderStatus
    created_at: datetime
    published_at: datetime | None
    opened_at: datetime | None
    cancellation_reason: str | None

    @classmethod
    def of(cls, row: Tender, *, now: datetime, by: Caller | None) -> Self:
        """Show a tender as the caller may see it at `now`."""
        mine = by is not None and row.client_id == by.organisation_id
        shown = cls.model_validate(row, context={"mine": mine})
        status = shown_status(row.status, deadline=row.deadline, now=now)
        return shown.model_copy(update={"status": status})
