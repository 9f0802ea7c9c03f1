"""Decisions about orders: exact shares of a price, and what may follow what.

placed -> confirmed -> completed        milestone: pending -> delivered -> accepted
   |`---> declined (by the provider)
   `----> cancelled (by the client)
"""

from collections.abc import Iterable, Sequence
from typing import Final, Literal, TypeVar
from uuid import UUID

from marketplace.orders.errors import (
    MilestonesNotAccepted,
    MilestoneStateForbids,
    OrderStateForbids,
)
from marketplace.vocabulary import MilestoneStatus, OrderStatus

Side = Literal["client", "provider"]
"""The two of an order: who buys, and who delivers."""

MOVES: Final[dict[str, tuple[OrderStatus, OrderStatus]]] = {
    "confirm": ("placed", "confirmed"),
    "decline": ("placed", "declined"),
    "cancel": ("placed", "cancelled"),
    "complete": ("confirmed", "completed"),
}
"""Verb: from which state, to which."""

MILESTONE_MOVES: Final[dict[str, tuple[MilestoneStatus, MilestoneStatus]]] = {
    "deliver": ("pending", "delivered"),
    "accept": ("delivered", "accepted"),
}
"""Verb: from which state, to which."""

Id = TypeVar("Id", UUID, int)


def apportion(cents: int, shares: Sequence[tuple[Id, int]]) -> dict[Id, int]:
    """Divide `cents` by per cents that sum to 100, so that the parts sum to `cents` exactly.

    Each gets the whole cents of its exact part; the cents left go one each to the largest
    remainders, ties by the lower id. No part is further than one cent from the exact one.
    """
    if sum(percent for _, percent in shares) != 100:
        raise ValueError("shares must sum to 100 per cent")
    parts = {key: cents * percent // 100 for key, percent in shares}
    left = cents - sum(parts.values())
    by_remainder = sorted(shares, key=lambda share: (-(cents * share[1] % 100), share[0]))
    for key, _ in by_remainder[:left]:
        parts[key] += 1
    return parts


def moved(status: OrderStatus, verb: str) -> OrderStatus:
    """Return the state after `verb`; OrderStateForbids when it does not follow `status`."""
    source, target = MOVES[verb]
    if status != source:
        raise OrderStateForbids(f"The order is {status}; this follows only when it is {source}")
    return target


def milestone_moved(order: OrderStatus, status: MilestoneStatus, verb: str) -> MilestoneStatus:
    """Return the milestone's state after `verb`; only a confirmed order's milestones move."""
    if order != "confirmed":
        raise OrderStateForbids(f"The order is {order}; its milestones move when it is confirmed")
    source, target = MILESTONE_MOVES[verb]
    if status != source:
        raise MilestoneStateForbids(f"The milestone is {status}; this follows only {source}")
    return target


def completed(status: OrderStatus, milestones: Iterable[MilestoneStatus]) -> OrderStatus:
    """Return the state after completing; every milestone must have been accepted before."""
    target = moved(status, "complete")
    if any(milestone != "accepted" for milestone in milestones):
        raise MilestonesNotAccepted("Every milestone must be accepted before the order is complete")
    return target
