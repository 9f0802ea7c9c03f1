"""Shapes of credits and their payouts on the wire."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from shared.moments import Written
from shared.money import Money
from shared.texts import Line


class CreditOut(BaseModel):
    """What the cluster owes a provider."""

    organisation_id: UUID
    credit: Money


class PayoutIn(BaseModel):
    """Money that was sent to a provider for its credit: part of it or all."""

    model_config = ConfigDict(extra="forbid")

    amount: Money
    paid_on: Annotated[date, Written]
    reference: Line
    """The bank's reference of the transfer; once per provider."""


class PayoutOut(BaseModel):
    """A recorded payout, and what is left of the credit."""

    id: UUID
    organisation_id: UUID
    amount: Money
    paid_on: date
    reference: str
    credit: Money
