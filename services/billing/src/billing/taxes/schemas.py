"""Shapes of VAT rates on the wire."""

from datetime import date

from pydantic import BaseModel, Field

from billing.amounts.schemas import Percent


class VatRateOut(BaseModel):
    """A state's standard rate; it counts until the state's next one begins."""

    country: str = Field(examples=["LV"], description="ISO 3166-1 alpha-2")
    rate: Percent
    valid_from: date
    source: str
    """The law that sets it."""
