"""Shapes of payments on the wire."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.moments import Written
from shared.money import Money
from shared.texts import Line


class PaymentIn(BaseModel):
    """Money that has arrived for an invoice: part of it or all."""

    model_config = ConfigDict(extra="forbid")

    amount: Money
    paid_on: Annotated[date, Written]
    reference: Line
    """The bank's reference of the transfer; once per invoice."""


class PaymentOut(BaseModel):
    """A recorded payment, and what is open on its invoice afterwards."""

    id: UUID
    invoice_id: UUID
    amount: Money
    paid_on: date
    reference: str
    open: Money
    status: str
