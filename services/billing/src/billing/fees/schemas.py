"""Shapes of fee schedules on the wire."""

from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict

from billing.amounts.schemas import Moment, Percent
from shared.texts import Line


class FeeScheduleIn(BaseModel):
    """Rates in per cent of an order's net price, from `valid_from` on."""

    model_config = ConfigDict(extra="forbid")

    valid_from: Moment
    member_rate: Percent
    non_member_rate: Percent
    source: Line
    """Who decided it and where that is written down."""


class FeeScheduleOut(BaseModel):
    """A schedule; it counts until the next one begins."""

    id: UUID
    valid_from: AwareDatetime
    member_rate: Percent
    non_member_rate: Percent
    source: str
