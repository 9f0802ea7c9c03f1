"""Arithmetic with cents: exact, and rounded only where it says so."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.amounts.rules import (
    decimal_text,
    euros_text,
    half_up,
    percent_text,
    ppm_from_percent,
    share_of,
    split,
)

CENTS = st.integers(0, 10**13)
PPM = st.integers(0, 1_000_000)


@pytest.mark.parametrize(
    ("value", "cents"),
    [(Fraction(1, 2), 1), (Fraction(49, 100), 0), (Fraction(3, 2), 2), (Fraction(5, 2), 3)],
)
def test_half_a_cent_goes_up(value, cents):
    assert half_up(value) == cents


def test_a_negative_amount_is_not_rounded_by_accident():
    with pytest.raises(ValueError):
        half_up(Fraction(-1, 2))


@given(CENTS, PPM)
def test_a_share_is_what_decimal_rounds_half_up(cents, ppm):
    exact = Decimal(cents) * Decimal(ppm) / Decimal(1_000_000)
    assert share_of(cents, ppm) == int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


@given(CENTS, st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(any))
def test_shares_add_up_and_none_is_a_cent_away_from_its_exact_part(cents, weights):
    parts = [(f"{index:02d}", weight) for index, weight in enumerate(weights)]
    shares = split(cents, parts)
    assert sum(shares.values()) == cents
    for key, weight in parts:
        assert abs(shares[key] - Fraction(cents * weight, sum(weights))) < 1


@given(CENTS, st.lists(st.integers(1, 50), min_size=2, max_size=6))
def test_shares_do_not_depend_on_the_order_of_the_parts(cents, weights):
    parts = [(f"{index:02d}", weight) for index, weight in enumerate(weights)]
    assert split(cents, parts) == split(cents, parts[::-1])


def test_the_odd_cent_goes_to_the_larger_remainder_and_ties_to_the_smaller_key():
    assert split(5, [("cluster", 2), ("provider", 3)]) == {"cluster": 2, "provider": 3}
    assert split(1, [("cluster", 2), ("provider", 3)]) == {"cluster": 0, "provider": 1}
    assert split(1, [("provider", 1), ("cluster", 1)]) == {"provider": 0, "cluster": 1}


@pytest.mark.parametrize("parts", [[], [("a", 0)], [("a", -1), ("b", 2)]])
def test_shares_without_weights_are_refused(parts):
    with pytest.raises(ValueError):
        split(100, parts)


@given(PPM)
def test_a_rate_survives_being_written_in_per_cent(ppm):
    assert ppm_from_percent(percent_text(ppm)) == ppm


def test_amounts_and_rates_are_written_for_people():
    assert decimal_text(123_405) == "1234.05"
    assert decimal_text(-5) == "-0.05"
    assert euros_text(123_405) == "1\u00a0234.05 EUR"
    assert (percent_text(30_000), percent_text(25_500)) == ("3", "2.55")


@pytest.mark.parametrize("text", ["", "x", "1.23456", "-1", "1,5"])
def test_what_is_no_rate_is_refused(text):
    with pytest.raises(ValueError):
        ppm_from_percent(text)
