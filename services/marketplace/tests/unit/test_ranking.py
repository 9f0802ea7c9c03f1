"""The ranking's arithmetic and what an award needs."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.evaluation.errors import AwardNeedsReason, BidNotRanked, ScoresMissing
from marketplace.evaluation.rules import Candidate, check_award, complete, rank
from marketplace.evaluation.schemas import PointsOut, RankingLineOut
from marketplace.tenders.rules import Weights

START = datetime(2026, 3, 1, tzinfo=UTC)


def bid(
    number: int, price: int, days: int = 10, score: int | None = 50, minutes: int = 0
) -> Candidate:
    return Candidate(
        bid_id=UUID(int=number),
        price_cents=price,
        delivery_days=days,
        received_at=START + timedelta(minutes=minutes),
        score=score,
    )


@st.composite
def weights(draw: st.DrawFn) -> Weights:
    price = draw(st.integers(0, 100))
    quality = draw(st.integers(0, 100 - price))
    return Weights(price, quality, 100 - price - quality)


candidates = st.lists(
    st.builds(
        bid,
        number=st.integers(1, 2**60),
        price=st.integers(100, 10**9),
        days=st.integers(1, 3650),
        score=st.one_of(st.none(), st.integers(0, 100)),
        minutes=st.integers(0, 5),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda one: one.bid_id,
)


@given(candidates, weights())
def test_points_are_exact_and_never_above_their_weight(bids: list[Candidate], by: Weights) -> None:
    lowest = min(one.price_cents for one in bids)
    fewest = min(one.delivery_days for one in bids)
    for place in rank(bids, by):
        one = place.candidate
        price, delivery, quality = place.lines
        assert price.points == Fraction(lowest, one.price_cents) * by.price
        assert delivery.points == Fraction(fewest, one.delivery_days) * by.delivery
        assert quality.points == Fraction(one.score or 0, 100) * by.quality
        assert place.total == price.points + delivery.points + quality.points
        assert 0 <= place.total <= 100


@given(candidates, weights())
def test_every_bid_has_one_place_and_totals_never_rise(bids: list[Candidate], by: Weights) -> None:
    ranking = rank(bids, by)
    assert [place.place for place in ranking] == list(range(1, len(bids) + 1))
    assert {place.candidate.bid_id for place in ranking} == {one.bid_id for one in bids}
    totals = [place.total for place in ranking]
    assert totals == sorted(totals, reverse=True)


@given(candidates, weights(), st.randoms())
def test_the_ranking_does_not_depend_on_the_order_of_reading(
    bids: list[Candidate], by: Weights, random: object
) -> None:
    assert rank(bids, by) == rank(bids[::-1], by)


@given(candidates, weights())
def test_a_bid_that_is_better_in_everything_is_ranked_before(
    bids: list[Candidate], by: Weights
) -> None:
    place = {one.candidate.bid_id: one.place for one in rank(bids, by)}
    for one in bids:
        for other in bids:
            better = (
                one.price_cents < other.price_cents
                and one.delivery_days < other.delivery_days
                and (one.score or 0) > (other.score or 0)
            )
            assert not better or place[one.bid_id] < place[other.bid_id]


def test_of_equal_totals_the_lower_price_wins_then_the_earlier_receipt() -> None:
    by = Weights(price=0, quality=100, delivery=0)
    cheap, early, late = bid(3, 100), bid(2, 200, minutes=1), bid(1, 200, minutes=2)
    assert [one.candidate for one in rank([late, early, cheap], by)] == [cheap, early, late]


def test_thirds_are_not_rounded_before_they_are_compared() -> None:
    by = Weights(price=50, quality=0, delivery=50)
    one, other = bid(1, 300, days=10), bid(2, 100, days=30)
    first, second = rank([one, other], by)
    assert first.total == second.total == 50 + Fraction(50, 3)
    assert first.candidate == other  # the lower price, not a rounding error


def test_without_bids_there_is_no_ranking() -> None:
    assert rank([], Weights(100, 0, 0)) == []


def test_the_first_can_be_awarded_without_a_reason_and_another_with_one() -> None:
    by, bids = Weights(100, 0, 0), [bid(1, 100), bid(2, 200)]
    assert check_award(bids, by, bid_id=UUID(int=1), reason=None) is True
    assert check_award(bids, by, bid_id=UUID(int=2), reason="Better crew") is False
    with pytest.raises(AwardNeedsReason):
        check_award(bids, by, bid_id=UUID(int=2), reason=None)


def test_a_bid_that_is_not_ranked_cannot_be_awarded() -> None:
    with pytest.raises(BidNotRanked):
        check_award([bid(1, 100)], Weights(100, 0, 0), bid_id=UUID(int=9), reason="x")


def test_missing_scores_stop_an_award_only_where_quality_has_a_weight() -> None:
    bids = [bid(1, 100, score=None)]
    with pytest.raises(ScoresMissing):
        check_award(bids, Weights(99, 1, 0), bid_id=UUID(int=1), reason=None)
    assert complete(bids, Weights(100, 0, 0))


def test_points_are_shown_exactly_and_rounded_half_up() -> None:
    assert PointsOut.of(Fraction(160, 3)).model_dump() == {"exact": "160/3", "rounded": "53.3333"}
    assert PointsOut.of(Fraction(1, 20_000)).rounded == "0.0001"
    assert PointsOut.of(Fraction(25)).model_dump() == {"exact": "25", "rounded": "25.0000"}


def test_a_line_shows_its_own_arithmetic() -> None:
    (best, other) = rank([bid(1, 12_345_67), bid(2, 20_000_00)], Weights(60, 25, 15))
    shown = [RankingLineOut.of(line).formula for line in other.lines]
    assert shown == [
        "12345.67 / 20000.00 × 60 = 37.0370",
        "10 / 10 × 15 = 15.0000",
        "50 / 100 × 25 = 12.5000",
    ]
    assert best.place == 1
