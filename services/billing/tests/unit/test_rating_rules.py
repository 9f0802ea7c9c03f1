"""Fees and discounts: dated rates, membership at confirmation, purchases within the window."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from billing.days import RIGA
from billing.fees.rules import FeeRates, Membership, schedule_at, was_member
from billing.loyalty.rules import (
    ConfirmedOrder,
    LoyaltyTerms,
    Purchases,
    months_before,
    programme_at,
)
from billing.ratings.lines import lines_for_client
from billing.ratings.rules import rate_order

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)


def uid(number: int) -> UUID:
    return UUID(int=number)


def schedule(since: datetime = BEGINNING, member: int = 30_000, other: int = 60_000) -> FeeRates:
    return FeeRates(uid(1), since, member, other, "test")


def programme(**changes) -> LoyaltyTerms:
    values = {
        "id": uid(2),
        "valid_from": BEGINNING,
        "discount_rate_ppm": 50_000,
        "from_purchase": 2,
        "window_months": 12,
        "cluster_parts": 2,
        "provider_parts": 3,
        "source": "test",
    }
    return LoyaltyTerms(**{**values, **changes})


def order(
    number: int, at: datetime = NOW, lot: int | None = None, *, related: bool = False
) -> ConfirmedOrder:
    return ConfirmedOrder(uid(number), uid(lot or number), at, related)


def rated(net=100_000, orders=(), member=True, loyalty=None, this=None):
    this = this or order(50)
    return rate_order(
        net_cents=net,
        order=this,
        purchases=Purchases.of([*orders, this]),
        memberships=[Membership(BEGINNING, None)] if member else [],
        schedule=schedule(),
        programme=loyalty or programme(),
    )


def test_the_schedule_in_force_is_the_latest_that_has_begun():
    old, new = schedule(), schedule(NOW, 20_000)
    assert schedule_at([new, old], NOW - timedelta(microseconds=1)) is old
    assert schedule_at([new, old], NOW) is new
    assert schedule_at([old], BEGINNING - timedelta(days=1)) is None
    assert programme_at([programme()], BEGINNING - timedelta(days=1)) is None


def test_membership_counts_from_its_first_moment_up_to_its_end():
    periods = [Membership(NOW, NOW + timedelta(days=1))]
    assert was_member(periods, NOW)
    assert not was_member(periods, NOW + timedelta(days=1))
    assert not was_member(periods, NOW - timedelta(microseconds=1))


def test_a_member_pays_the_member_rate_and_others_the_higher_one():
    assert rated(member=True).figures.fee_cents == 3_000
    assert rated(member=False).figures.fee_cents == 6_000


def test_the_first_purchase_gets_no_discount_and_the_line_says_why():
    first = rated()
    assert first.figures.discount_cents == 0
    line = next(line for line in first.lines if line.code == "no_discount")
    assert "purchase number 1 within 12 months" in line.text["en"]


def test_the_second_purchase_within_the_window_gets_the_discount():
    second = rated(orders=[order(1, NOW - timedelta(days=30))])
    assert second.figures.discount_cents == 5_000
    assert (second.figures.cluster_share_cents, second.figures.provider_share_cents) == (
        2_000,
        3_000,
    )
    assert second.payable_cents == 95_000
    assert second.figures.fee_cents == 3_000, "the fee is of the price before the discount"


def test_a_purchase_just_outside_the_window_does_not_count():
    opens = months_before(NOW, 12)
    inside, outside = order(1, opens), order(1, opens - timedelta(microseconds=1))
    assert rated(orders=[inside]).figures.discount_cents == 5_000
    assert rated(orders=[outside]).figures.discount_cents == 0


def test_the_orders_of_a_consortium_for_one_lot_are_one_purchase():
    partner = order(1, NOW - timedelta(hours=1), lot=50)
    assert rated(orders=[partner]).purchase == 1
    other_lot = order(2, NOW - timedelta(minutes=30))
    assert rated(orders=[partner, other_lot]).purchase == 1, "the lot began before the other"


def test_purchases_of_one_instant_are_counted_one_after_the_other():
    a, b = order(1), order(2)
    assert {Purchases.of([a, b]).number(one, 12) for one in (a, b)} == {1, 2}


def test_twelve_months_before_a_leap_day_is_the_last_of_february():
    leap = datetime(2028, 2, 29, 10, tzinfo=UTC)
    assert months_before(leap, 12).date().isoformat() == "2027-02-28"


def test_months_are_counted_in_local_time_across_the_change_of_clocks():
    summer = datetime(2026, 7, 1, 9, tzinfo=UTC)
    assert months_before(summer, 6) == datetime(2026, 1, 1, 12, tzinfo=RIGA)


def test_every_step_is_explained_in_both_languages_with_its_arithmetic():
    second = rated(orders=[order(1, NOW - timedelta(days=1))])
    codes = [line.code for line in second.lines]
    assert codes == ["net", "fee", "discount", "cluster_share", "provider_share", "payable"]
    assert all(line.text["lv"] and line.text["en"] and line.arithmetic for line in second.lines)
    fee = second.lines[1]
    assert fee.arithmetic == "1\u00a0000.00 EUR × 3 % = 30.00 EUR"
    assert "was a member" in fee.text["en"]
    assert second.lines[3].arithmetic == "50.00 EUR × 2/5 = 20.00 EUR"


def test_the_client_is_not_told_the_fee():
    codes = {line.code for line in lines_for_client(rated().lines)}
    assert codes.isdisjoint({"fee", "cluster_share"})


def test_without_a_programme_there_is_a_fee_and_no_discount():
    plain = rate_order(
        net_cents=100_000,
        order=order(1),
        purchases=Purchases.of([order(2, NOW - timedelta(days=1))]),
        memberships=[],
        schedule=schedule(),
        programme=None,
    )
    assert (plain.figures.fee_cents, plain.figures.discount_cents, plain.payable_cents) == (
        6_000,
        0,
        100_000,
    )


@given(
    net=st.integers(0, 10**12),
    rate=st.integers(0, 1_000_000),
    cluster=st.integers(0, 20),
    provider=st.integers(0, 20),
)
def test_the_sums_of_a_rating_are_exact(net, rate, cluster, provider):
    if cluster + provider == 0:
        provider = 1
    loyalty = programme(discount_rate_ppm=rate, cluster_parts=cluster, provider_parts=provider)
    second = rated(net=net, orders=[order(1, NOW - timedelta(days=1))], loyalty=loyalty)
    assert (
        second.figures.cluster_share_cents + second.figures.provider_share_cents
        == second.figures.discount_cents
    )
    assert second.payable_cents + second.figures.discount_cents == net
    assert 0 <= second.figures.discount_cents <= net
    if cluster == 0:
        assert second.figures.cluster_share_cents == 0


@given(st.permutations([order(n, NOW - timedelta(days=n)) for n in range(1, 7)]))
def test_the_place_of_a_purchase_does_not_depend_on_the_order_of_arrival(orders):
    numbers = {o.order_id: Purchases.of(orders).number(o, 12) for o in orders}
    assert sorted(numbers.values()) == [1, 2, 3, 4, 5, 6]
    assert numbers[uid(6)] == 1


def test_an_order_between_related_parties_gets_no_discount_and_the_line_says_why():
    before = [order(number, NOW - timedelta(days=number)) for number in (1, 2, 3)]
    own = rated(orders=before, this=order(50, related=True))
    assert (own.figures.discount_cents, own.purchase, own.payable_cents) == (0, 0, 100_000)
    assert own.figures.fee_cents == 3_000, "the fee is due all the same"
    line = next(line for line in own.lines if line.code == "no_discount")
    assert "related parties" in line.text["en"]
    assert "saistītas personas" in line.text["lv"]
    assert line in lines_for_client(own.lines)


def test_an_order_between_related_parties_makes_no_client_loyal():
    ring = [order(number, NOW - timedelta(days=number), related=True) for number in (1, 2, 3)]
    assert rated(orders=ring).purchase == 1
    assert rated(orders=ring).figures.discount_cents == 0


purchases = st.lists(
    st.builds(
        order,
        st.integers(1, 40),
        st.datetimes(datetime(2025, 6, 1), datetime(2026, 12, 1), timezones=st.just(UTC)),
        # Few lots, so that related and other orders meet in one.
        st.integers(1, 8),
    ),
    max_size=8,
    unique_by=lambda one: one.order_id,
)


@given(purchases, purchases)
def test_related_orders_never_change_another_orders_discount(honest, ring):
    related = [
        replace(one, order_id=uid(one.order_id.int + 100), related_parties=True) for one in ring
    ]
    alone = {one.order_id: rated(orders=honest, this=one) for one in honest}
    for mixed in (honest + related, related + honest):
        for one in honest:
            assert rated(orders=mixed, this=one) == alone[one.order_id]
        for one in related:
            assert rated(orders=mixed, this=one).figures.discount_cents == 0
