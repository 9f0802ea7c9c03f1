"""Building the two invoices of an order, and what may be done with them.

The client's invoice: the order's net price, the loyalty discount as an allowance
on the document; the provider is the seller and the cluster issues it in the
provider's name under a mandate. The fee invoice: the cluster's fees of the
provider's orders, less the credit that discounts borne by the cluster left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from billing.days import riga_day, riga_text
from billing.invoices.documents import (
    Allowance,
    CreditTransfer,
    InvoiceDocument,
    InvoiceLine,
    Vat,
)
from billing.mandates.rules import MandateInForce
from billing.organisations.rules import Party
from billing.ratings.lines import Line, line_of
from billing.ratings.rules import Figures
from billing.taxes.rules import VatTreatment

CLIENT, FEE = "client", "fee"
SERIES = {CLIENT: "AVT-K", FEE: "AVT-S"}
"""K: klienta rēķins in the provider's name; S: starpniecības maksa of the cluster."""
DISCOUNT, SPECIAL_REBATE = "95", "100"


@dataclass(frozen=True)
class RatedOrder:
    """A completed order with its rating's figures and own explanation; amounts in EUR cents."""

    id: UUID
    client_id: UUID
    provider_id: UUID
    title: dict[str, str]
    net_cents: int
    figures: Figures
    completed_at: datetime
    steps: tuple[Line, ...]

    @property
    def supplied_on(self) -> date:
        """The day in Riga on which VAT became chargeable (Art. 63)."""
        return riga_day(self.completed_at)


@dataclass(frozen=True)
class Sale:
    """Who sells to whom, and the VAT treatment that the supply gets."""

    seller: Party
    buyer: Party
    treatment: VatTreatment

    def vat_of(self, taxable_cents: int) -> Vat:
        """The breakdown of one document."""
        reason = self.treatment.exemption_reason
        return Vat(
            category=self.treatment.category,
            rate_ppm=self.treatment.rate_ppm,
            taxable_cents=taxable_cents,
            vat_cents=self.treatment.vat_of(taxable_cents),
            exemption_code=self.treatment.exemption_code,
            exemption_reason=dict(reason) if reason else None,
        )


@dataclass(frozen=True)
class Numbering:
    """An invoice's place in its series, when it is issued, and the day on which it is due."""

    number: str
    sequence: int
    issued_at: datetime
    due_on: date

    @property
    def issued_on(self) -> date:
        """The day of issue in Riga, to whose year the number belongs."""
        return riga_day(self.issued_at)


def due_day(issued_on: date, days: int) -> date:
    """`days` after the day of issue, moved on to Monday when that is a weekend."""
    day = issued_on + timedelta(days=days)
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def invoice_number(kind: str, year: int, sequence: int) -> str:
    """`AVT-K-2026-000001`; unique for one legal seller."""
    return f"{SERIES[kind]}-{year}-{sequence:06d}"


def credit_to_use(fees_cents: int, credit_cents: int) -> int:
    """How much of the provider's credit this fee invoice takes; the rest is carried."""
    return min(fees_cents, credit_cents)


def client_invoice(
    *,
    numbering: Numbering,
    order: RatedOrder,
    sale: Sale,
    mandate: MandateInForce,
    issuer: Party,
) -> InvoiceDocument:
    """The client's invoice of one order, in the provider's name."""
    return InvoiceDocument(
        kind=CLIENT,
        number=numbering.number,
        issued_on=numbering.issued_on,
        due_on=numbering.due_on,
        supply_from=order.supplied_on,
        supply_to=order.supplied_on,
        seller=sale.seller,
        buyer=sale.buyer,
        lines=(
            InvoiceLine(order.id, titles(order.title), _explained(order, "net"), order.net_cents),
        ),
        allowances=_discount(order),
        vat=sale.vat_of(order.net_cents - order.figures.discount_cents),
        payment=CreditTransfer(sale.seller.name, mandate.iban) if mandate.iban else None,
        notes=(_in_the_name_of_the_seller(mandate, issuer),),
    )


def _discount(order: RatedOrder) -> tuple[Allowance, ...]:
    if not order.figures.discount_cents:
        return ()
    return (
        Allowance(
            reason_code=DISCOUNT,
            reason=line_of(order.steps, "discount").text,
            amount_cents=order.figures.discount_cents,
            base_cents=order.net_cents,
            rate_ppm=order.figures.discount_rate_ppm,
        ),
    )


def _in_the_name_of_the_seller(mandate: MandateInForce, issuer: Party) -> dict[str, str]:
    given = riga_text(mandate.accepted_at)
    return {
        "lv": (
            f"Rēķinu pārdevēja vārdā un uzdevumā izrakstīja {issuer.name}, reģ. Nr. "
            f"{issuer.registration_number}, saskaņā ar {given} pilnvarojumu (noteikumi "
            f"{mandate.terms_version}; PVN direktīvas 220. panta 1. punkts)."
        ),
        "en": (
            f"Issued by {issuer.name}, reg. no. {issuer.registration_number}, in the name and on "
            f"behalf of the seller under the mandate of {given} (terms {mandate.terms_version}; "
            f"Directive 2006/112/EC Art. 220(1))."
        ),
    }


def fee_invoice(
    *,
    numbering: Numbering,
    orders: Sequence[RatedOrder],
    credit_cents: int,
    sale: Sale,
    payment: CreditTransfer | None,
) -> InvoiceDocument:
    """The cluster's invoice for its intermediation of `orders`, less `credit_cents` of credit."""
    fees = sum(order.figures.fee_cents for order in orders)
    used = credit_to_use(fees, credit_cents)
    days = sorted(order.supplied_on for order in orders)
    return InvoiceDocument(
        kind=FEE,
        number=numbering.number,
        issued_on=numbering.issued_on,
        due_on=numbering.due_on,
        supply_from=days[0],
        supply_to=days[-1],
        seller=sale.seller,
        buyer=sale.buyer,
        lines=tuple(_fee_line(order) for order in orders),
        allowances=_credit_used(used),
        vat=sale.vat_of(fees - used),
        payment=payment,
        notes=(),
    )


def _credit_used(cents: int) -> tuple[Allowance, ...]:
    if not cents:
        return ()
    return (
        Allowance(
            reason_code=SPECIAL_REBATE,
            reason={
                "lv": "Klastera segtā daļa no klientiem piešķirtajām lojalitātes atlaidēm",
                "en": "Cluster's share of the loyalty discounts granted to clients",
            },
            amount_cents=cents,
        ),
    )


def titles(localised: dict[str, str]) -> dict[str, str]:
    """Latvian and English of a localised text, each falling back to what there is."""
    fallback = next(iter(localised.values()), "-")
    return {
        "lv": localised.get("lv", localised.get("en", fallback)),
        "en": localised.get("en", localised.get("lv", fallback)),
    }


def _fee_line(order: RatedOrder) -> InvoiceLine:
    title = titles(order.title)
    return InvoiceLine(
        order_id=order.id,
        description={
            "lv": f"Starpniecības maksa: {title['lv']}",
            "en": f"Intermediation fee: {title['en']}",
        },
        explanation=_explained(order, "fee"),
        net_cents=order.figures.fee_cents,
    )


def _explained(order: RatedOrder, code: str) -> str:
    """The rating's step as it was told when the order was rated, and which order it is."""
    step = line_of(order.steps, code)
    return (
        f"{step.arithmetic}. {step.text['lv']} / {step.text['en']}. Pasūtījums / Order {order.id}"
    )
