"""Shapes of invoices on the wire."""

from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from billing.amounts.fields import PpmAsPercent
from billing.invoices.orm import Kind, Status
from shared.money import Cents, Money


class InvoiceSummaryOut(BaseModel):
    """An issued invoice. Days are days in Europe/Riga; `open` is what is still to be paid.

    What tells of payments (`paid`, `open`, `status`, `overdue`) is null for a machine account
    that reads what its own runs issued.
    """

    id: UUID
    number: str
    kind: Kind
    seller_id: UUID
    buyer_id: UUID
    order_ids: list[UUID]
    issued_on: date
    due_on: date
    net: Money
    vat: Money
    gross: Money
    paid: Money | None
    open: Money | None
    status: Status | None
    overdue: bool | None


class InvoicePartyOut(BaseModel):
    """Seller or buyer as the invoice names it."""

    id: UUID
    name: str
    registration_number: str
    vat_number: str | None
    street: str
    city: str
    postal_code: str
    country: str
    email: str | None


class InvoiceLineOut(BaseModel):
    """One service on the invoice."""

    order_id: UUID
    description: dict[str, str]
    explanation: str
    net: Cents = Field(validation_alias="net_cents")


class AllowanceOut(BaseModel):
    """A discount on the whole invoice; `reason_code` by UNTDID 5189."""

    reason_code: str
    reason: dict[str, str]
    amount: Cents = Field(validation_alias="amount_cents")


class VatBreakdownOut(BaseModel):
    """The VAT breakdown; `category` by UNCL 5305."""

    category: str = Field(examples=["S", "AE", "O", "E"])
    rate: PpmAsPercent = Field(validation_alias="rate_ppm")
    taxable: Cents = Field(validation_alias="taxable_cents")
    amount: Cents = Field(validation_alias="vat_cents")
    exemption_code: str | None
    exemption_reason: dict[str, str] | None


class PaymentSummaryOut(BaseModel):
    """Money received for the invoice."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    amount: Cents = Field(validation_alias="amount_cents")
    paid_on: date
    reference: str


class InvoiceOut(InvoiceSummaryOut):
    """An invoice with everything that stands on it, and its payments."""

    seller: InvoicePartyOut
    buyer: InvoicePartyOut
    lines: list[InvoiceLineOut]
    allowances: list[AllowanceOut]
    vat_breakdown: VatBreakdownOut
    notes: list[dict[str, str]]
    mandate_id: UUID | None
    payments: list[PaymentSummaryOut] | None = Field(
        description="Null for a machine account that reads what its own runs issued"
    )
