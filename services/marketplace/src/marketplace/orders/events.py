"""What orders announce: each fact is the order's whole state, with its milestones."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from marketplace.vocabulary import MilestoneStatus, OrderStatus
from shared.messaging.events import Fact
from shared.money import Money
from shared.texts import Line, LocalisedLine


class MilestoneState(BaseModel):
    """A part of an order that is delivered and accepted by itself."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    title: Line
    net: Money
    status: MilestoneStatus


class OrderState(Fact):
    """An order as of `version`.

    `net` is what the client owes this provider before VAT; the milestones' `net` sum to it.
    `share_percent` is this provider's part of the bid's price.
    """

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
    milestones: list[MilestoneState]
    related_parties: bool = Field(
        default=False,
        description="A participant of the bid and the client share a person, or did not long ago; "
        "once true it stays",
    )


class OrderPlaced(OrderState):
    """An award has made this order; the provider has not answered yet."""

    type: ClassVar[str] = "avt.marketplace.order.placed.v1"


class OrderConfirmed(OrderState):
    """The provider has taken the order."""

    type: ClassVar[str] = "avt.marketplace.order.confirmed.v1"


class OrderCompleted(OrderState):
    """Every milestone is accepted and the client has closed the order."""

    type: ClassVar[str] = "avt.marketplace.order.completed.v1"


class OrderDeclined(OrderState):
    """The provider has refused an order that it had not confirmed."""

    type: ClassVar[str] = "avt.marketplace.order.declined.v1"


class OrderCancelled(OrderState):
    """The client has called off an order that the provider had not confirmed."""

    type: ClassVar[str] = "avt.marketplace.order.cancelled.v1"
