"""When a client counts as loyal.

A purchase is one lot: the orders of a consortium's partners for the same lot are
one decision of the client, so they share one place in the count. A purchase
happens when its first order is confirmed.

An order between related parties is no purchase: who buys from itself is not loyal. It earns no
discount, and whether it exists or not changes nothing for any other order.
"""

from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Self
from uuid import UUID

from billing.days import RIGA


@dataclass(frozen=True)
class LoyaltyTerms:
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


def programme_at(programmes: Iterable[LoyaltyTerms], at: datetime) -> LoyaltyTerms | None:
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


class Purchases:
    """The purchases of one client in order: for each lot the moment of its first confirmation.

    Two purchases of one instant are told apart by the lot's id. A number is looked up by
    bisection, so that rating n orders costs n log n and not n squared.
    """

    def __init__(self, first: Mapping[UUID, datetime]) -> None:
        self._first = dict(first)
        self._in_order = sorted((at, lot) for lot, at in self._first.items())

    @classmethod
    def of(cls, orders: Iterable[ConfirmedOrder]) -> Self:
        """The purchases that these orders are; those between related parties are none."""
        first: dict[UUID, datetime] = {}
        for order in orders:
            if not order.related_parties:
                known = first.get(order.lot_id, order.confirmed_at)
                first[order.lot_id] = min(known, order.confirmed_at)
        return cls(first)

    def number(self, order: ConfirmedOrder, months: int) -> int:
        """Which purchase within the window this order's lot is: 1 for the first.

        The order itself may be among those counted. The window is half-open and ends with
        this purchase. An order between related parties is none: 0.
        """
        if order.related_parties:
            return 0
        at = min(self._first.get(order.lot_id, order.confirmed_at), order.confirmed_at)
        before = bisect_left(self._in_order, (at, order.lot_id))
        opens = months_before(at, months)
        return 1 + before - bisect_left(self._in_order, opens, hi=before, key=itemgetter(0))


def counts_differ_from(before: ConfirmedOrder | None, after: ConfirmedOrder) -> datetime | None:
    """From which confirmation on a new state of one order can move the client's other orders.

    A purchase's number depends only on what was confirmed before it. None: on none of them,
    since the order counts as it did, or never counted.
    """
    if before == after:
        return None
    counted = [one.confirmed_at for one in (before, after) if one and not one.related_parties]
    return min(counted, default=None)
