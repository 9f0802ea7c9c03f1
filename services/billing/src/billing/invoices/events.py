"""What invoices announce."""

from datetime import date
from typing import ClassVar, Final, Literal
from uuid import UUID

from shared.messaging.events import Fact
from shared.money import Money


class InvoiceIssued(Fact):
    """An invoice has its number and is final.

    `client`: the provider's invoice to its client, issued by the cluster in the provider's
    name. `fee`: the cluster's invoice to the provider. Days are days in Europe/Riga.
    """

    type: ClassVar[str] = "avt.billing.invoice.issued.v1"

    number: str
    kind: Literal["client", "fee"]
    seller_id: UUID
    buyer_id: UUID
    order_ids: list[UUID]
    issued_on: date
    due_on: date
    net: Money
    vat: Money
    gross: Money


EXAMPLES: Final = (
    InvoiceIssued(
        id=UUID("019b0000-0000-7000-8000-000000000002"),
        version=1,
        number="AVT-K-2026-000001",
        kind="client",
        seller_id=UUID("019b0000-0000-7000-8000-00000000000a"),
        buyer_id=UUID("019b0000-0000-7000-8000-00000000000b"),
        order_ids=[UUID("019b0000-0000-7000-8000-000000000001")],
        issued_on=date(2026, 3, 31),
        due_on=date(2026, 4, 14),
        net=Money.of(228_000),
        vat=Money.of(47_880),
        gross=Money.of(275_880),
    ),
)
