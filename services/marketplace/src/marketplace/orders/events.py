"""What orders announce: each fact is the order's whole state, with its milestones."""

from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from marketplace.examples import BID, CLIENT, LOT, ORDER, PROVIDER, TENDER, an_id, at
from marketplace.vocabulary import MilestoneStatus, OrderStatus
from shared.messaging.events import Fact
from shared.money import Money
from shared.texts import StoredLine, StoredLocalisedLine


class MilestoneState(BaseModel):
    """A part of an order that is delivered and accepted by itself."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    id: UUID
    title: StoredLine
    net: Money
    status: MilestoneStatus


class OrderState(Fact):
    """An order as of `version`.

    `net` is what the client owes this provider before VAT; the milestones' `net` sum to it.
    `share_percent` is this provider's part of the bid's price.
    """

    model_config = ConfigDict(from_attributes=True)

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


def _milestones(status: MilestoneStatus) -> list[MilestoneState]:
    return [
        MilestoneState(id=an_id(41), title="Script", net=Money.of(72000), status=status),
        MilestoneState(id=an_id(42), title="Shooting", net=Money.of(168000), status=status),
    ]


_EXAMPLE: Final = OrderPlaced(
    id=ORDER,
    version=1,
    tender_id=TENDER,
    lot_id=LOT,
    bid_id=BID,
    client_id=CLIENT,
    provider_id=PROVIDER,
    title={"lv": "Filmēšana", "en": "Shooting"},
    net=Money.of(240000),
    share_percent=60,
    status="placed",
    placed_at=at(23),
    confirmed_at=None,
    completed_at=None,
    milestones=_milestones("pending"),
)

EXAMPLES: Final = (
    _EXAMPLE,
    OrderConfirmed(
        **{**vars(_EXAMPLE), "version": 2, "status": "confirmed", "confirmed_at": at(24)}
    ),
    OrderCompleted(
        **{
            **vars(_EXAMPLE),
            "version": 7,
            "status": "completed",
            "confirmed_at": at(24),
            "completed_at": at(30),
            "milestones": _milestones("accepted"),
        }
    ),
    OrderDeclined(**{**vars(_EXAMPLE), "version": 2, "status": "declined"}),
    OrderCancelled(**{**vars(_EXAMPLE), "version": 2, "status": "cancelled"}),
)
