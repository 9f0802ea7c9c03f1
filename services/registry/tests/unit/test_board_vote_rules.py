"""What the board's ballots decide, and when; held against counting every way it could go on."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import product
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from registry.board_votes import rules
from registry.board_votes.policies import BoardVotePolicy, policies, policy_at
from registry.board_votes.rules import Choice, Elector, Figures, Result, Spell, Tally
from registry.matters import MATTERS

NOW = datetime(2026, 6, 1, tzinfo=UTC)
CHOICES: tuple[Choice, ...] = ("yes", "no", "abstain")
SHARES = [Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(2, 3), Fraction(3, 4)]
figures = st.builds(
    Figures,
    quorum_over=st.sampled_from(SHARES),
    majority_over=st.sampled_from(SHARES),
    tie=st.sampled_from(["rejected", "longest_in_office"]),
    least_electors=st.integers(2, 4),
)
ballots = st.lists(st.sampled_from([*CHOICES, None]), min_size=1, max_size=6)


def electors(count: int) -> list[Elector]:
    return [Elector(UUID(int=n + 1), NOW - timedelta(days=9), n + 1) for n in range(count)]


def counted(given: list[Choice | None]) -> Tally:
    board = electors(len(given))
    cast = {one.account_id: what for one, what in zip(board, given, strict=True) if what}
    return rules.tally_of(board, cast)


def by_hand(given: list[Choice | None], by: Figures) -> Result | None:
    """The same in whole numbers and plain words: the first of the board is the longest on it."""
    cast = [what for what in given if what is not None]
    enough = len(cast) >= by.least_electors and (
        len(cast) * by.quorum_over.denominator > by.quorum_over.numerator * len(given)
    )
    if not enough:
        return None
    yes, no = cast.count("yes"), cast.count("no")
    if yes * by.majority_over.denominator > by.majority_over.numerator * (yes + no):
        return "passed"
    tie = by.majority_over == Fraction(1, 2) and yes == no and yes > 0
    casting = by.tie == "longest_in_office" and given[0] == "yes"
    return "passed" if tie and casting else "rejected"


@given(ballots, figures)
def test_a_result_is_what_counting_by_hand_gives(given: list[Choice | None], by: Figures) -> None:
    assert rules.result_of(counted(given), by) == by_hand(given, by)


@given(ballots, figures)
def test_a_result_is_certain_when_no_ballot_that_is_out_can_change_it(
    given: list[Choice | None], by: Figures
) -> None:
    out = [index for index, what in enumerate(given) if what is None]
    ways = set()
    for rest in product([*CHOICES, None], repeat=len(out)):
        complete = list(given)
        for index, what in zip(out, rest, strict=True):
            complete[index] = what
        ways.add(by_hand(complete, by))
    expected = by_hand(given, by)
    assert rules.certain_result(counted(given), by) == (expected if ways == {expected} else None)


@given(st.lists(st.sampled_from([*CHOICES, None]), min_size=1, max_size=6), figures)
def test_nobody_decides_alone(given: list[Choice | None], by: Figures) -> None:
    alone: list[Choice | None] = [given[0], *(None for _ in given[1:])]
    assert rules.result_of(counted(alone), by) is None
    assert rules.can_decide(counted(given), by) == (len(given) >= by.least_electors)


def spell(who: UUID, began: int, ended: int | None = None, *, succeeded: bool = False) -> Spell:
    return Spell(
        account_id=who,
        seat=1,
        began_at=NOW + timedelta(days=began),
        ended_at=None if ended is None else NOW + timedelta(days=ended),
        succeeded=succeeded,
    )


@pytest.mark.parametrize(
    ("spells", "sits"),
    [
        ([(-5, None, False)], True),
        ([(0, None, False)], True),
        ([(1, None, False)], False),
        ([(-5, -1, False)], False),
        ([(-5, 2, False)], False),
        ([(-5, 2, True), (2, None, False)], True),
        ([(-5, 0, True), (0, None, False)], True),
        ([(-5, 2, True), (2, 3, True), (3, None, False)], True),
        ([(-5, 2, True), (2, 3, False)], False),
        ([(-5, 2, False), (2, None, False)], False),
        ([(-5, 2, True), (3, None, False)], False),
        ([(-9, -7, False), (-5, None, False)], True),
    ],
)
def test_who_votes_sat_there_at_the_opening_and_without_a_gap_since(
    spells: list[tuple[int, int | None, bool]], sits: bool
) -> None:
    who, other = uuid4(), uuid4()
    own = [spell(who, began, ended, succeeded=next_) for began, ended, next_ in spells]
    sitting = rules.sitting_since([*own, spell(other, -3)], NOW)
    assert {one.account_id for one in sitting} == ({who, other} if sits else {other})


def test_only_ballots_of_those_who_may_vote_are_counted() -> None:
    board = electors(3)
    cast: dict[UUID, Choice] = {board[0].account_id: "yes", uuid4(): "no"}
    assert rules.tally_of(board, cast) == Tally(electors=3, yes=1, casting="yes")


def test_each_matter_has_figures_with_a_source_from_the_first_day_on() -> None:
    assert {one.matter for one in policies()} == set(MATTERS)
    for one in policies():
        assert one.source
        assert not one.checked
        assert policy_at(one.matter, datetime(1999, 1, 1, tzinfo=UTC)).matter == one.matter
        assert one.model_dump(mode="json")["quorum_over"] == "1/2"


@pytest.mark.parametrize(
    "change", [{"quorum_over": "1"}, {"majority_over": "3/2"}, {"least_electors": 1}]
)
def test_figures_by_which_one_could_decide_or_nobody_are_refused(change: dict[str, str]) -> None:
    good = policies()[0].model_dump(mode="json")
    with pytest.raises(ValidationError):
        BoardVotePolicy.model_validate({**good, **change})
