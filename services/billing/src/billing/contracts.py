"""Every fact that billing announces, with an example of each: the source of its contracts.

`python -m billing contracts` writes them to shared/contracts/billing/; a test proves that
what is committed is what this module says.
"""

from datetime import date
from typing import Final
from uuid import UUID

from billing.invoices.events import InvoiceIssued
from billing.payments.events import PaymentRecorded
from billing.ratings.events import OrderRated
from shared.messaging.events import Fact
from shared.money import Money


def _id(number: int) -> UUID:
    return UUID(f"019b0000-0000-7000-8000-{number:012x}")


FACTS: Final[tuple[type[Fact], ...]] = (OrderRated, InvoiceIssued, PaymentRecorded)

EXAMPLES: Final[tuple[Fact, ...]] = (
    OrderRated(
        id=_id(1),
        version=1,
        fee=Money.of(7_200),
        discount=Money.of(12_000),
        cluster_share=Money.of(4_800),
        provider_share=Money.of(7_200),
    ),
    InvoiceIssued(
        id=_id(2),
        version=1,
        number="AVT-K-2026-000001",
        kind="client",
        seller_id=_id(10),
        buyer_id=_id(11),
        order_ids=[_id(1)],
        issued_on=date(2026, 3, 31),
        due_on=date(2026, 4, 14),
        net=Money.of(228_000),
        vat=Money.of(47_880),
        gross=Money.of(275_880),
    ),
    PaymentRecorded(
        id=_id(3),
        version=1,
        invoice_id=_id(2),
        amount=Money.of(275_880),
        paid_on=date(2026, 4, 10),
    ),
)
