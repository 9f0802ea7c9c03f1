"""What orders look like over HTTP."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from marketplace.inputs import Body
from marketplace.vocabulary import MilestoneStatus, OrderStatus
from shared.money import Money
from shared.texts import Paragraph, StoredLocalisedLine


class EndingIn(Body):
    """Why an order is declined or cancelled; shown to both sides."""

    reason: Paragraph


class MilestoneOut(BaseModel):
    """A part of an order. `due_on` is a day in Europe/Riga, null until the order is confirmed."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    title: str
    net: Money
    due_days: int
    due_on: date | None
    status: MilestoneStatus
    delivered_at: datetime | None
    accepted_at: datetime | None


class OrderOut(BaseModel):
    """An order as its client and its provider see it. Nets are before VAT.

    `related_parties`: it was ordered from, or by an act of the client has become one with, a
    related organisation; it is not reviewed and counts for no loyalty.
    """

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    version: int
    tender_id: UUID
    lot_id: UUID
    bid_id: UUID
    client_id: UUID
    provider_id: UUID
    title: StoredLocalisedLine
    net: Money
    share_percent: int
    status: OrderStatus
    placed_at: datetime
    confirmed_at: datetime | None
    completed_at: datetime | None
    ended_at: datetime | None
    end_reason: str | None
    related_parties: bool
    milestones: list[MilestoneOut]
