"""Shapes of fee schedules on the wire."""

from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from billing.amounts.fields import Moment, Percent, PpmAsPercent
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

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    valid_from: AwareDatetime
    member_rate: PpmAsPercent = Field(validation_alias="member_rate_ppm")
    non_member_rate: PpmAsPercent = Field(validation_alias="non_member_rate_ppm")
    source: str
