"""Our own tolerant model of the marketplace's order facts: what rating and invoicing need."""

from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from billing.amounts.fields import MAX_NET_CENTS, Moment

CONFIRMED = "avt.marketplace.order.confirmed.v1"
COMPLETED = "avt.marketplace.order.completed.v1"


class PriceRead(BaseModel):
    """An amount in EUR with two decimals; anything else is not one that we can bill."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    amount: Annotated[str, Field(pattern=r"^(0|[1-9][0-9]{0,10})\.[0-9]{2}$")]
    currency: Annotated[str, Field(pattern=r"^EUR$")]

    @property
    def cents(self) -> int:
        """The amount in cents."""
        return int(self.amount.replace(".", ""))


class OrderRead(BaseModel):
    """A confirmed or completed order as of `version`; other fields are ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: UUID
    version: int = Field(ge=1, lt=2**31)
    tender_id: UUID
    lot_id: UUID
    client_id: UUID
    provider_id: UUID
    title: dict[str, str]
    net: PriceRead
    status: str = Field(max_length=20)
    confirmed_at: Moment
    completed_at: Moment | None = None
    related_parties: bool = False

    @model_validator(mode="after")
    def _price_can_be_invoiced(self) -> Self:
        if self.net.cents > MAX_NET_CENTS:
            raise ValueError("a price beyond what can be invoiced")
        return self

    @model_validator(mode="after")
    def _completed_has_a_moment(self) -> Self:
        if self.status == "completed" and self.completed_at is None:
            raise ValueError("a completed order names when it was completed")
        return self
