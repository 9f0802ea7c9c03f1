"""Shapes of loyalty programmes on the wire."""

from typing import Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from billing.amounts.fields import Moment, Percent, PpmAsPercent
from shared.texts import Line


class LoyaltyProgrammeIn(BaseModel):
    """Who gets which discount from `valid_from` on, and who bears it.

    `from_purchase` 2 and `window_months` 12: the second and every later purchase within 12
    months. Of each discount the cluster bears `cluster_parts`, the provider `provider_parts`.
    """

    model_config = ConfigDict(extra="forbid")

    valid_from: Moment
    discount_rate: Percent
    from_purchase: int = Field(2, ge=1, le=1000, strict=True)
    window_months: int = Field(12, ge=1, le=120, strict=True)
    cluster_parts: int = Field(ge=0, le=1000, strict=True)
    provider_parts: int = Field(ge=0, le=1000, strict=True)
    source: Line
    """Who decided it and where that is written down."""

    @model_validator(mode="after")
    def _somebody_bears_it(self) -> Self:
        if self.cluster_parts + self.provider_parts == 0:
            raise PydanticCustomError("nobody_bears_it", "Somebody has to bear the discount")
        return self


class LoyaltyProgrammeOut(BaseModel):
    """A programme; it counts until the next one begins."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    valid_from: AwareDatetime
    discount_rate: PpmAsPercent = Field(validation_alias="discount_rate_ppm")
    from_purchase: int
    window_months: int
    cluster_parts: int
    provider_parts: int
    source: str
