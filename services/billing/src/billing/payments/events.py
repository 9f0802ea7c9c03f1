"""What payments announce."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from shared.messaging.events import Fact
from shared.money import Money


class PaymentRecorded(Fact):
    """Money for an invoice has arrived; `id` is the payment's, which never changes afterwards."""

    type: ClassVar[str] = "avt.billing.payment.recorded.v1"

    invoice_id: UUID
    amount: Money
    paid_on: date
