"""When a client counts as loyal.

A purchase is one lot: the orders of a consortium's partners for the same lot are
one decision of the client, so they share one place in the count. A purchase
happens when its first order is confirmed.

An order between related parties is no purchase: who buys from itself is not loyal. It earns no
discount, and whether it exists or not changes nothing for any other order.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

RIGA = ZoneInfo("Europe/Riga")


@dataclass(frozen=True)
class LoyaltyProgramme:
    """A programme in force from `valid_from` until the next one begins.

    `from_purchase` 2 and `window_months` 12 read: the second and every later
    purchase within 12 months gets the discount. Of each discount the cluster
    bears `cluster_parts` and the provider `provider_parts`.
    """

    id: UUID
    valid_from: datetime
    discount_rate_ppm: int
    from_purchase: int
    window_months: int
    cluster_parts: int
    provider_parts: int
    source: str


@dataclass(frozen=True)
class ConfirmedOrder:
    """An order of the client whose confirmation is known.

    `related_parties`: the marketplace says that client and provider share a person.
    """

    order_id: UUID
    lot_id: UUID
    confirmed_at: datetime
    related_parties: bool = False


def programme_at(programmes: Iterable[LoyaltyProgramme], at: datetime) -> LoyaltyProgramme | None:
    """The programme in force at `at`: the latest that had begun, or None before the first."""
    begun = [programme for programme in programmes if programme.valid_from <= at]
    return max(begun, key=lambda programme: programme.valid_from, default=None)


def months_before(moment: datetime, months: int) -> datetime:
    """The same local time in Riga `months` calendar months earlier.

    A day that the earlier month lacks becomes its last day: twelve months before
    29 February is 28 February.
    """
    local = moment.astimezone(RIGA)
    count = local.year * 12 + local.month - 1 - months
    year, month = count // 12, count % 12 + 1
    day = min(local.day, monthrange(year, month)[1])
    return local.replace(year=year, month=month, day=day)


def purchase_number(order: ConfirmedOrder, orders: Iterable[ConfirmedOrder], months: int) -> int:
    """Which purchase within the window this order's lot is: 1 for the first.

    `orders` are all confirmed orders of the client; the order itself may be among
    them. The window is half-open and ends with this purchase; two purchases of one
    instant are told apart by the lot's id. An order between related parties is none: 0, and
    those among `orders` do not count.
    """
    if order.related_parties:
        return 0
    first: dict[UUID, datetime] = {order.lot_id: order.confirmed_at}
    for other in orders:
        if other.related_parties:
            continue
        known = first.get(other.lot_id)
        first[other.lot_id] = min(known, other.confirmed_at) if known else other.confirmed_at
    own = (first[order.lot_id], order.lot_id)
    opens = months_before(own[0], months)
    return 1 + sum(1 for lot, at in first.items() if opens <= at and (at, lot) < own)
