"""Shapes of ratings and price previews on the wire."""

from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from billing.amounts.fields import Percent
from shared.money import Money, SignedCents


class RatingLineOut(BaseModel):
    """One step of the rating, in words and in arithmetic."""

    model_config = ConfigDict(from_attributes=True)

    code: str = Field(examples=["fee", "discount", "no_discount", "payable"])
    text: dict[str, str]
    """By language (lv, en)."""
    arithmetic: str
    amount: SignedCents = Field(validation_alias="amount_cents")


class RatingOut(BaseModel):
    """What an order costs beyond its price; all amounts before VAT.

    `fee` and `cluster_share` are null for the client: they are between cluster and provider.
    """

    order_id: UUID
    version: int
    net: Money
    fee: Money | None
    discount: Money
    cluster_share: Money | None
    provider_share: Money
    payable: Money
    rated_at: AwareDatetime
    lines: list[RatingLineOut]


class PricePreviewIn(BaseModel):
    """An order that might be confirmed now."""

    model_config = ConfigDict(extra="forbid")

    client_id: UUID
    provider_id: UUID
    net: Money


class VatPreviewOut(BaseModel):
    """The VAT that the client's invoice would carry."""

    category: str = Field(examples=["S", "AE", "O", "E"], description="UNCL 5305")
    rate: Percent
    amount: Money
    reason: dict[str, str] | None
    """Why there is none, by language."""


class PricePreviewOut(BaseModel):
    """What the order would cost if it were confirmed now; a statement, not an offer."""

    net: Money
    fee: Money | None
    discount: Money
    cluster_share: Money | None
    provider_share: Money
    payable: Money
    vat: VatPreviewOut | None
    """Null where no VAT rate is known for the provider's country."""
    gross: Money | None
    lines: list[RatingLineOut]
