"""What orders look like over HTTP."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Self
from uuid import UUID

from pydantic import BaseModel

from marketplace.inputs import Body
from marketplace.orders.orm import Milestone, Order
from marketplace.vocabulary import MilestoneStatus, OrderStatus
from shared.clocks import riga_date
from shared.money import Money
from shared.texts import LocalisedLine, Paragraph


class Ending(Body):
    """Why an order is declined or cancelled; shown to both sides."""

    reason: Paragraph


class MilestoneShown(BaseModel):
    """A part of an order. `due_on` is a day in Europe/Riga, null until the order is confirmed."""

    id: UUID
    title: str
    net: Money
    due_days: int
    due_on: date | None
    status: MilestoneStatus
    delivered_at: datetime | None
    accepted_at: datetime | None


class OrderShown(BaseModel):
    """An order as its client and its provider see it. Nets are before VAT.

    `related_parties`: it was ordered from, or by an act of the client has become one with, a
    related organisation; it is not reviewed and counts for no loyalty.
    """

    id: UUID
    version: int
    tender_id: UUID
    lot_id: UUID
    bid_id: UUID
    client_id: UUID
    provider_id: UUID
    title: LocalisedLine
    net: Money
    share_percent: int
    status: OrderStatus
    placed_at: datetime
    confirmed_at: datetime | None
    completed_at: datetime | None
    ended_at: datetime | None
    end_reason: str | None
    related_parties: bool
    milestones: list[MilestoneShown]

    @classmethod
    def of(cls, row: Order, milestones: Sequence[Milestone]) -> Self:
        """Show an order with its milestones."""
        names = [name for name in cls.model_fields if name not in {"net", "milestones"}]
        return cls(
            **{name: getattr(row, name) for name in names},
            net=Money.of(row.net_cents),
            milestones=[_milestone(row, one) for one in milestones],
        )


def _milestone(order: Order, row: Milestone) -> MilestoneShown:
    due_on = None
    if order.confirmed_at is not None:
        due_on = date.fromisoformat(riga_date(order.confirmed_at)) + timedelta(days=row.due_days)
    names = ("id", "title", "due_days", "status", "delivered_at", "accepted_at")
    return MilestoneShown(
        **{name: getattr(row, name) for name in names},
        net=Money.of(row.net_cents),
        due_on=due_on,
    )
