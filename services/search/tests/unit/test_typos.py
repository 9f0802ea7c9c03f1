"""Counting slips of the keyboard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.language.typos import budget, within

_WORDS = st.text(alphabet="abc", max_size=7)


def _distance(first: str, second: str) -> int:
    """Optimal string alignment, written down from its definition."""
    if not first or not second:
        return max(len(first), len(second))
    choices = [
        _distance(first[:-1], second) + 1,
        _distance(first, second[:-1]) + 1,
        _distance(first[:-1], second[:-1]) + (first[-1] != second[-1]),
    ]
    if len(first) > 1 and len(second) > 1 and first[-2:] == second[-1] + second[-2]:
        choices.append(_distance(first[:-2], second[:-2]) + 1)
    return min(choices)


@given(st.text(alphabet="abc", max_size=5), st.text(alphabet="abc", max_size=5), st.integers(0, 3))
def test_the_count_agrees_with_its_definition(first: str, second: str, limit: int) -> None:
    assert within(first, second, limit) == (_distance(first, second) <= limit)


@given(_WORDS, _WORDS, st.integers(0, 3))
def test_slips_count_the_same_in_both_directions(first: str, second: str, limit: int) -> None:
    assert within(first, second, limit) == within(second, first, limit)


@pytest.mark.parametrize(
    ("form", "allowed"),
    [("nom", 0), ("kamer", 1), ("operator", 2), ("16mm", 0), ("2026", 0), ("", 0)],
)
def test_short_forms_and_numbers_are_forgiven_nothing(form: str, allowed: int) -> None:
    assert budget(form) == allowed
