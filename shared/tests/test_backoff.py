"""The pauses of a loop that never gives up."""

import pytest

from shared.backoff import Backoff, spread


def test_pauses_double_up_to_the_longest_and_begin_anew_after_a_success() -> None:
    backoff = Backoff(0.1, 1.0)
    grown = []
    for _ in range(6):
        grown.append(backoff.seconds)
        backoff.fail()
    assert grown == [0.1, 0.2, 0.4, 0.8, 1.0, 1.0]
    assert backoff.failures == 6
    backoff.reset()
    assert (backoff.seconds, backoff.failures) == (0.1, 0)


def test_a_pause_is_spread_over_its_second_half() -> None:
    drawn = [spread(10) for _ in range(500)]
    assert all(5 <= seconds <= 10 for seconds in drawn)
    assert max(drawn) - min(drawn) > 4
    assert 5 <= Backoff(10, 60).fail() <= 10


def test_a_loop_that_fails_for_years_still_has_a_next_pause() -> None:
    backoff = Backoff(0.1, 30)
    for _ in range(5000):
        backoff.fail()
    assert backoff.seconds == 30


async def test_a_pause_counts_the_failure_that_it_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr("shared.backoff.asyncio.sleep", sleep)
    monkeypatch.setattr("shared.backoff.spread", lambda seconds: seconds)
    backoff = Backoff(1, 60)
    await backoff.pause()
    await backoff.pause()
    assert (slept, backoff.failures) == ([1, 2], 2)
