"""How many guesses are heard, whatever the guesser does."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.identity.login_attempts.rules import (
    FREE_ATTEMPTS,
    LONGEST_PAUSE,
    ONE_BY_ONE,
    Bound,
    Limits,
    pause_left,
)

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAY = timedelta(hours=24)


@dataclass
class Count:
    """What a counter's row does, in one process and without a database."""

    bound: Bound
    failures: int = 0
    began_at: datetime = NOW
    last: datetime = NOW

    def hears(self, now: datetime) -> bool:
        return now >= self.began_at + self.bound.window or not pause_left(
            failures=self.failures, last_failed_at=self.last, now=now, free=self.bound.free
        )

    def fails(self, now: datetime) -> None:
        if not self.failures or now >= self.began_at + self.bound.window:
            self.failures, self.began_at = 0, now
        self.failures, self.last = self.failures + 1, now


def most(bound: Bound, within: timedelta) -> int:
    """Free ones and one for each pause, in each window that can lie in this time."""
    windows = within // bound.window + 2
    return windows * bound.free + within // LONGEST_PAUSE + 6 * windows


@given(
    st.lists(st.integers(min_value=0, max_value=1200), max_size=400),
    st.sampled_from([ONE_BY_ONE, Limits().per_address, Limits().per_origin]),
)
def test_however_a_guesser_waits_no_more_guesses_are_heard_than_the_bound_allows(
    waits: list[int], bound: Bound
) -> None:
    count, now, heard = Count(bound), NOW, 0
    for seconds in waits:
        now += timedelta(seconds=seconds)
        if count.hears(now):
            heard += 1
            count.fails(now)
    assert heard <= most(bound, now - NOW)


@pytest.mark.parametrize("origins", [1, 20, 1000])
def test_slow_guessing_from_many_origins_stays_bounded(origins: int) -> None:
    """The greediest siege of one address for a day: every origin tries as soon as it is heard."""
    wide, pairs = Count(Limits().per_address), [Count(ONE_BY_ONE) for _ in range(origins)]
    heard = 0
    for second in range(0, int(DAY.total_seconds()), 10):
        now = NOW + timedelta(seconds=second)
        for pair in pairs:
            if not wide.hears(now):
                break
            if pair.hears(now):
                heard += 1
                pair.fails(now)
                wide.fails(now)
    assert heard <= Limits().per_address.free + DAY // LONGEST_PAUSE + 6


@given(st.integers(min_value=1, max_value=200), st.integers(min_value=0, max_value=500))
def test_what_is_free_costs_no_pause_and_the_last_of_it_the_first(free: int, failures: int) -> None:
    left = pause_left(failures=failures, last_failed_at=NOW, now=NOW, free=free)
    assert (left == 0) == (failures < free)
    assert left <= 900
    assert pause_left(failures=free, last_failed_at=NOW, now=NOW, free=free) == 30


def test_the_wider_bounds_are_far_above_what_an_owner_mistypes() -> None:
    assert Limits().per_address.free >= 10 * FREE_ATTEMPTS
    assert Limits().per_origin.free >= 10 * FREE_ATTEMPTS
