"""How an exclusion goes on by itself: from every state time comes to an end."""

from datetime import UTC, datetime, timedelta
from typing import get_args
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.exclusions import rules
from registry.exclusions.errors import EvidenceMissing, ExclusionStateForbids, StillToBeHeard
from registry.exclusions.policies import policies, policy_at
from registry.vocabulary import ExclusionStatus

NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize("status", get_args(ExclusionStatus))
def test_time_alone_leads_from_every_state_to_an_end(status: ExclusionStatus) -> None:
    passed = set()
    while status in rules.AFTER_TIME:
        assert status not in passed
        passed.add(status)
        status = rules.AFTER_TIME[status]
    assert status in {"lapsed", "ended", "withdrawn", "rejected", "annulled"}


@given(
    status=st.sampled_from(get_args(ExclusionStatus)),
    step=st.sampled_from(get_args(rules.Step)),
    late=st.booleans(),
)
def test_no_step_stands_open_at_an_end_or_once_its_time_is_over(
    status: ExclusionStatus, step: rules.Step, late: bool
) -> None:
    due_at = NOW - timedelta(seconds=1) if late else NOW + timedelta(seconds=1)
    try:
        rules.check_step(status, step, due_at=due_at, now=NOW)
    except ExclusionStateForbids:
        return
    assert not late
    assert status in {"noticed", "decided", "appealed"}


def test_the_board_waits_until_the_time_to_be_heard_is_over() -> None:
    with pytest.raises(StillToBeHeard):
        rules.check_heard(NOW + timedelta(seconds=1), now=NOW)
    rules.check_heard(NOW, now=NOW)


def test_what_was_bad_repeatedly_takes_more_than_one_review() -> None:
    one, other = UUID(int=1), UUID(int=2)
    with pytest.raises(EvidenceMissing):
        rules.check_evidence("repeated_low_quality", {one}, least=2)
    rules.check_evidence("repeated_low_quality", {one, other}, least=2)
    rules.check_evidence("image_harmed", (), least=2)


def test_months_later_it_is_the_same_day_in_riga_or_the_last_of_a_shorter_month() -> None:
    assert rules.months_later(NOW, 24) == datetime(2028, 11, 1, tzinfo=UTC)
    leap = datetime(2028, 2, 29, 10, tzinfo=UTC)
    assert rules.months_later(leap, 24) == datetime(2030, 2, 28, 10, tzinfo=UTC)


def test_each_policy_gives_time_and_says_where_it_is_from() -> None:
    assert policy_at(datetime(1999, 1, 1, tzinfo=UTC)) == policies()[0]
    assert all(one.source for one in policies())
