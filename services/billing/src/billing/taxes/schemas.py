"""Shapes of VAT rates on the wire."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from billing.amounts.fields import PpmAsPercent


class VatRateOut(BaseModel):
    """A state's standard rate; it counts until the state's next one begins."""

    model_config = ConfigDict(from_attributes=True)

    country: str = Field(examples=["LV"], description="ISO 3166-1 alpha-2")
    rate: PpmAsPercent = Field(validation_alias="rate_ppm")
    valid_from: date
    source: str
    """The law that sets it."""
