"""Counting purchases by bisection gives what counting all of them for each order gave."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from billing.loyalty.rules import ConfirmedOrder, Purchases, counts_differ_from, months_before


def counted_one_by_one(order: ConfirmedOrder, orders: Iterable[ConfirmedOrder], months: int) -> int:
    """The definition: over all orders again for each order."""
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


# Few lots and few moments, a month or an instant apart, so that they meet and window ends are hit.
BEGINNING = datetime(2024, 2, 29, 22, tzinfo=UTC)
moments = st.one_of(
    st.integers(0, 40).map(lambda days: BEGINNING + timedelta(days=30 * days)),
    st.sampled_from([12, 24]).map(lambda months: months_before(BEGINNING, -months)),
    st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
)
confirmed = st.builds(
    ConfirmedOrder,
    st.integers(1, 1000).map(lambda number: UUID(int=number)),
    st.integers(1, 12).map(lambda number: UUID(int=number)),
    moments,
    st.booleans(),
)
orders_of_a_client = st.lists(confirmed, max_size=30, unique_by=lambda one: one.order_id)


@given(orders_of_a_client, confirmed, st.integers(0, 36))
def test_a_number_is_what_counting_one_by_one_gives(orders, other, months):
    purchases = Purchases.of(orders)
    for one in (*orders, other):
        assert purchases.number(one, months) == counted_one_by_one(one, orders, months)


@given(orders_of_a_client, confirmed, st.one_of(st.none(), confirmed), st.integers(0, 36))
def test_a_new_state_of_one_order_moves_no_number_before_the_moment_it_touches(
    others, after, before, months
):
    earlier = Purchases.of([*others, before] if before else others)
    later = Purchases.of([*others, after])
    since = counts_differ_from(before, after)
    for one in others:
        if since is None or one.confirmed_at < since:
            assert earlier.number(one, months) == later.number(one, months)
