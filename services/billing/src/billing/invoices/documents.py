"""The invoice as a document: everything that the e-invoice and the paper both show.

Amounts are EUR cents. A document is complete and final: number, parties and
totals are copied into it when it is issued, and nothing is looked up later.
"""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from billing.organisations.rules import Party


@dataclass(frozen=True)
class InvoiceLine:
    """One service, quantity one; texts by language (`lv`, `en`)."""

    order_id: UUID
    description: dict[str, str]
    explanation: str
    net_cents: int


@dataclass(frozen=True)
class Allowance:
    """A discount on the whole document; `reason_code` by UNTDID 5189."""

    reason_code: str
    reason: dict[str, str]
    amount_cents: int
    base_cents: int | None = None
    rate_ppm: int | None = None


@dataclass(frozen=True)
class Vat:
    """The one VAT breakdown of the document (an invoice never mixes treatments)."""

    category: str
    rate_ppm: int
    taxable_cents: int
    vat_cents: int
    exemption_code: str | None = None
    exemption_reason: dict[str, str] | None = None


@dataclass(frozen=True)
class CreditTransfer:
    """How to pay: SEPA credit transfer to `iban`, with the invoice's number as the reference."""

    holder: str
    iban: str
    bic: str | None = None


@dataclass(frozen=True)
class InvoiceDocument:
    """One invoice; `supply_from` and `supply_to` are the first and last day of completion."""

    kind: str
    number: str
    issued_on: date
    due_on: date
    supply_from: date
    supply_to: date
    seller: Party
    buyer: Party
    lines: tuple[InvoiceLine, ...]
    allowances: tuple[Allowance, ...]
    vat: Vat
    payment: CreditTransfer | None
    notes: tuple[dict[str, str], ...] = field(default_factory=tuple)
    currency: str = "EUR"

    @property
    def lines_cents(self) -> int:
        """Sum of the lines before document allowances (BT-106)."""
        return sum(line.net_cents for line in self.lines)

    @property
    def allowances_cents(self) -> int:
        """Sum of the document's allowances (BT-107)."""
        return sum(allowance.amount_cents for allowance in self.allowances)

    @property
    def net_cents(self) -> int:
        """Taxable total without VAT (BT-109)."""
        return self.lines_cents - self.allowances_cents

    @property
    def gross_cents(self) -> int:
        """Total with VAT, which is also what is due (BT-112, BT-115)."""
        return self.net_cents + self.vat.vat_cents
