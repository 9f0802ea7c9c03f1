"""What invoices announce."""

from datetime import date
from typing import ClassVar, Literal
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
