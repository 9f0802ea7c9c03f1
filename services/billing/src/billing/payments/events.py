"""What payments announce."""

from datetime import date
from typing import ClassVar, Final
from uuid import UUID

from shared.messaging.events import Fact
from shared.money import Money


class PaymentRecorded(Fact):
    """Money for an invoice has arrived; `id` is the payment's, which never changes afterwards."""

    type: ClassVar[str] = "avt.billing.payment.recorded.v1"

    invoice_id: UUID
    amount: Money
    paid_on: date


EXAMPLES: Final = (
    PaymentRecorded(
        id=UUID("019b0000-0000-7000-8000-000000000003"),
        version=1,
        invoice_id=UUID("019b0000-0000-7000-8000-000000000002"),
        amount=Money.of(275_880),
        paid_on=date(2026, 4, 10),
    ),
)
