"""A job comes again and again, through its failures."""

from datetime import timedelta

import pytest
import typer

from shared.repeating import FIRST_PAUSE, interval, repeat

DAY = timedelta(days=1)


class Stopped(BaseException):
    """The process was ended while it slept."""


async def pauses_of(turns: list[BaseException | None], every: timedelta) -> list[float]:
    """How long a job pauses after each of these turns."""
    left = iter(turns)
    pauses: list[float] = []

    async def turn() -> None:
        if (failure := next(left)) is not None:
            raise failure

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == len(turns):
            raise Stopped

    with pytest.raises(Stopped):
        await repeat(turn, every, good_exits=(0, 3), sleep=sleep)
    return pauses


def test_an_interval_is_a_number_and_a_unit() -> None:
    assert interval("30m") == timedelta(minutes=30)
    assert interval("7d") == timedelta(days=7)
    for text in ("", "24", "h", "0h", "-1h", "1w", "1.5h", "1h ", "1h\n", "٣h", "999999d"):
        with pytest.raises(typer.BadParameter):
            interval(text)


async def test_a_turn_that_fails_is_tried_again_sooner_and_never_later_than_the_next() -> None:
    down = ConnectionError("the database is away")
    every = timedelta(seconds=3 * FIRST_PAUSE)
    assert await pauses_of([down, typer.Exit(1), down, down, None, down], every) == [
        FIRST_PAUSE,
        2 * FIRST_PAUSE,
        3 * FIRST_PAUSE,
        3 * FIRST_PAUSE,
        3 * FIRST_PAUSE,
        FIRST_PAUSE,
    ]


async def test_a_turn_that_had_to_skip_something_has_not_failed() -> None:
    assert await pauses_of([typer.Exit(3), typer.Exit(0)], DAY) == [DAY.total_seconds()] * 2


async def test_a_job_that_fails_for_years_still_has_a_next_turn() -> None:
    pauses = await pauses_of([typer.Exit(1) for _ in range(1100)], DAY)
    assert max(pauses) == pauses[-1] == DAY.total_seconds()
