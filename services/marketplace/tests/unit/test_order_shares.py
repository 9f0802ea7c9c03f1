"""The exact division of a price among partners and milestones."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.bids.rules import Offer, OfferedMilestone, PartnerShare
from marketplace.orders.rules import apportion
from shared.ids import new_id


@st.composite
def shares(draw: st.DrawFn) -> list[tuple[int, int]]:
    """Between 1 and 20 shares of at least 1 per cent that sum to 100."""
    count = draw(st.integers(1, 20))
    cuts = draw(st.sets(st.integers(1, 99), min_size=count - 1, max_size=count - 1))
    edges = [0, *sorted(cuts), 100]
    ids = draw(st.permutations(range(count)))
    return [(key, edges[i + 1] - edges[i]) for i, key in enumerate(ids)]


cents = st.integers(0, 10**13)


@given(cents, shares())
def test_the_parts_sum_to_the_whole_exactly(total: int, split: list[tuple[int, int]]) -> None:
    assert sum(apportion(total, split).values()) == total


@given(cents, shares())
def test_no_part_is_a_whole_cent_away_from_its_exact_share(
    total: int, split: list[tuple[int, int]]
) -> None:
    parts = apportion(total, split)
    assert all(abs(parts[key] - Fraction(total * percent, 100)) < 1 for key, percent in split)


@given(cents, shares(), st.randoms())
def test_the_order_in_which_shares_are_named_does_not_matter(
    total: int, split: list[tuple[int, int]], random: object
) -> None:
    assert apportion(total, split) == apportion(total, sorted(split))
    assert apportion(total, split) == apportion(total, split[::-1])


@given(cents, shares())
def test_a_larger_remainder_gets_its_cent_before_a_smaller_one_and_ties_go_by_id(
    total: int, split: list[tuple[int, int]]
) -> None:
    parts = apportion(total, split)
    got = {key: parts[key] - total * percent // 100 for key, percent in split}
    rank = sorted(split, key=lambda share: (-(total * share[1] % 100), share[0]))
    assert [got[key] for key, _ in rank] == sorted(got.values(), reverse=True)


@given(st.integers(100, 10**13), shares())
def test_of_at_least_one_euro_every_share_is_at_least_a_cent(
    total: int, split: list[tuple[int, int]]
) -> None:
    assert min(apportion(total, split).values()) >= 1


def test_one_cent_that_two_equal_halves_cannot_share_goes_to_the_lower_id() -> None:
    low, high = sorted([new_id(), new_id()])
    assert apportion(101, [(high, 50), (low, 50)]) == {low: 51, high: 50}


def test_shares_that_do_not_sum_to_100_are_refused() -> None:
    with pytest.raises(ValueError, match="100"):
        apportion(100, [(1, 60), (2, 30)])


def test_the_lead_has_what_its_partners_leave() -> None:
    lead, partner, other = new_id(), new_id(), new_id()
    offer = Offer(
        price_cents=100,
        delivery_days=1,
        approach="x",
        milestones=(OfferedMilestone("all", 100, 1),),
        partners=(PartnerShare(partner, 25), PartnerShare(other, 5)),
    )
    assert offer.shares(lead) == [(lead, 70), (partner, 25), (other, 5)]
