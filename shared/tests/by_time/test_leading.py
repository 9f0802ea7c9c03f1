"""A loop that one process at a time runs; the relay's tests show the rest of it."""

import asyncio

import pytest
from prometheus_client import CollectorRegistry, Gauge
from structlog.testing import capture_logs

from shared.leading import Leader
from shared.locks import lock_named


def leader_of(workshop, **options) -> Leader:
    return Leader(
        workshop.database,
        lock=lock_named("test.leading"),
        channel="bell",
        paused="work_paused",
        told={"room": "cellar"},
        **options,
    )


async def test_a_loop_that_never_succeeds_pauses_ever_longer(
    workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.backoff.spread", lambda seconds: 0.001)
    failed: list[Exception] = []

    async def turn() -> bool:
        raise ZeroDivisionError

    async def note(error: Exception) -> None:
        failed.append(error)

    with capture_logs() as logs:
        working = asyncio.create_task(leader_of(workshop).run(turn, on_failure=note))
        async with asyncio.timeout(30):
            while len(failed) < 9:
                await asyncio.sleep(0.01)
        working.cancel()
        await asyncio.wait([working])
    lines = [line for line in logs if line["event"] == "work_paused"]
    # Having the lock again is no success.
    assert [line["seconds"] for line in lines[:9]] == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10, 10]
    assert {(line["log_level"], line["room"]) for line in lines} == {("error", "cellar")}


async def test_one_leads_and_shows_it_and_the_other_takes_over(workshop) -> None:
    turns: list[int] = []
    gauges = [Gauge("leads", "", registry=CollectorRegistry()) for _ in range(2)]

    def work(number: int):
        async def turn() -> bool:
            turns.append(number)
            return False

        return turn

    first, second = (leader_of(workshop, poll_seconds=0.05, leads=gauge) for gauge in gauges)
    leading = asyncio.create_task(first.run(work(0)))
    async with asyncio.timeout(30):
        while not turns:
            await asyncio.sleep(0.01)
        waiting = asyncio.create_task(second.run(work(1)))
        await asyncio.sleep(0.3)
        assert set(turns) == {0}
        shown = [gauge.collect()[0].samples[0].value for gauge in gauges]
        assert shown == [1, 0]
        leading.cancel()
        await asyncio.wait([leading])
        while 1 not in turns:
            await asyncio.sleep(0.01)
    assert [gauge.collect()[0].samples[0].value for gauge in gauges] == [0, 1]
    waiting.cancel()
    await asyncio.wait([waiting])


async def test_a_turn_with_more_to_do_is_followed_by_the_next_without_waiting(workshop) -> None:
    left = 5
    done = asyncio.Event()

    async def turn() -> bool:
        nonlocal left
        left -= 1
        if left == 0:
            done.set()
        return left > 0

    working = asyncio.create_task(leader_of(workshop, poll_seconds=3600).run(turn))
    async with asyncio.timeout(30):
        await done.wait()
    working.cancel()
    await asyncio.wait([working])
