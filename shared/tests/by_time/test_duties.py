"""What a service does by time: once, together with its note, on the business clock."""

import asyncio
import contextlib
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from prometheus_client import CollectorRegistry
from sqlalchemy.ext.asyncio import AsyncSession
from structlog.testing import capture_logs

from shared.clocks import Clock
from shared.duties import FIRST_PAUSE, Duty, DutyRunner

DAY = timedelta(days=1)
MORTAL = Path(__file__).with_name("mortal_worker.py")


def runner_of(workshop, *duties: Duty, **options) -> DutyRunner:
    return DutyRunner(workshop.database, duties, movable=True, **options)


@asynccontextmanager
async def running(*runners: DutyRunner) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(runner.run()) for runner in runners]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(45):
        while not await condition():
            await asyncio.sleep(0.02)


def has(workshop, *names: str) -> Callable[[], Awaitable[bool]]:
    async def asked() -> bool:
        return await workshop.done() == sorted(names)

    return asked


async def test_a_duty_is_done_at_first_and_again_only_when_its_time_has_passed(workshop) -> None:
    runner = runner_of(workshop, workshop.duty("tidy"))
    assert await runner.do_due() == ["tidy"]
    assert await runner.do_due() == []
    await workshop.note("done_at - interval '23 hours'")
    assert await runner.do_due() == []
    await workshop.note("done_at - interval '1 hour'")
    assert await runner.do_due() == ["tidy"]
    assert await workshop.done() == ["tidy", "tidy"]


async def test_what_was_missed_for_a_month_is_done_once(workshop) -> None:
    runner = runner_of(workshop, workshop.duty("tidy"), workshop.duty("count", 7 * DAY))
    await runner.do_due()
    await workshop.note("done_at - interval '31 days'")
    assert await runner.do_due() == ["tidy", "count"]
    assert await runner.do_due() == []


async def test_a_moved_clock_fires_at_once_and_once_what_became_due(workshop) -> None:
    # Nobody would look for a minute: it is the move that wakes.
    runner = runner_of(workshop, workshop.duty("tidy"), poll_seconds=60)
    async with running(runner):
        await until(has(workshop, "tidy"))
        await workshop.move_clock(timedelta(days=31))
        await until(has(workshop, "tidy", "tidy"))
        await workshop.move_clock(timedelta(days=31, hours=1))
        await asyncio.sleep(0.3)
        assert await workshop.done() == ["tidy", "tidy"]


async def test_a_duty_reads_the_moved_clock(workshop) -> None:
    seen = []

    async def work(session: AsyncSession, clock: Clock) -> None:
        seen.append(clock.now())

    runner = runner_of(workshop, Duty("look", DAY, work))
    await runner.do_due()
    await workshop.move_clock(timedelta(days=31))
    await runner.do_due()
    assert timedelta(days=31) <= seen[1] - seen[0] < timedelta(days=31, minutes=5)


async def test_a_clock_that_nobody_can_move_is_the_systems(workshop) -> None:
    runner = DutyRunner(workshop.database, [workshop.duty("tidy")], movable=False)
    await runner.do_due()
    await workshop.move_clock(timedelta(days=31))
    assert await runner.do_due() == []


@pytest.mark.parametrize("wrong", ["'infinity'", "'-infinity'", "now() + interval '3 days'"])
async def test_a_note_that_cannot_be_true_silences_no_duty(workshop, wrong: str) -> None:
    runner = runner_of(workshop, workshop.duty("tidy"))
    await runner.do_due()
    await workshop.note(wrong)
    assert await runner.do_due() == ["tidy"]
    assert await runner.do_due() == []


async def test_the_effect_and_its_note_exist_together_or_not_at_all(workshop) -> None:
    async def work(session: AsyncSession, clock: Clock) -> None:
        await workshop.duty("half").work(session, clock)
        raise ZeroDivisionError

    await runner_of(workshop, Duty("half", DAY, work)).do_due()
    assert await workshop.done() == []
    async with workshop.database.transaction() as session:
        assert await session.scalar(sa.text("select count(*) from duties")) == 0


async def test_a_defect_pauses_its_duty_alone_and_is_logged_and_counted(
    workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = True

    async def work(session: AsyncSession, clock: Clock) -> None:
        if broken:
            raise ZeroDivisionError
        await workshop.duty("mended").work(session, clock)

    now = 1000.0
    monkeypatch.setattr("shared.duties.time.monotonic", lambda: now)
    registry = CollectorRegistry()
    runner = runner_of(
        workshop, Duty("mended", DAY, work), workshop.duty("tidy"), registry=registry
    )

    def number(name: str, **labels: str) -> float | None:
        return registry.get_sample_value(name, {"duty": "mended", **labels})

    with capture_logs() as logs:
        assert await runner.do_due() == ["tidy"]
    assert [(line["event"], line["duty"]) for line in logs if line["log_level"] == "error"] == [
        ("duty_failed", "mended")
    ]
    assert number("avt_duties_total", outcome="failed") == 1
    assert number("avt_duty_failing") == 1
    assert await runner.need().ask() == "failing: mended"

    assert await runner.do_due() == []
    assert number("avt_duties_total", outcome="failed") == 1, "it pauses"
    now += FIRST_PAUSE
    await runner.do_due()
    assert number("avt_duty_failing") == 2

    broken = False
    now += 2 * FIRST_PAUSE
    assert await runner.do_due() == ["mended"]
    assert (number("avt_duty_failing"), await runner.need().ask()) == (0, None)


async def test_an_absent_database_pauses_all_duties_and_counts_against_none(
    workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.backoff.spread", lambda seconds: 0.001)
    absent = 3

    async def work(session: AsyncSession, clock: Clock) -> None:
        nonlocal absent
        if absent:
            absent -= 1
            raise ConnectionRefusedError

    registry = CollectorRegistry()
    runner = runner_of(workshop, Duty("ask", DAY, work), workshop.duty("tidy"), registry=registry)
    with capture_logs() as logs:
        async with running(runner):
            await until(has(workshop, "tidy"))
    assert [line["event"] for line in logs if line["log_level"] == "warning"] == [
        "duties_paused"
    ] * 3
    labels = {"duty": "ask", "outcome": "failed"}
    assert registry.get_sample_value("avt_duties_total", labels) is None


async def test_of_two_workers_one_does_what_is_due(workshop) -> None:
    duties = [workshop.duty(name) for name in ("one", "two")]
    first, second = (runner_of(workshop, *duties, poll_seconds=0.05) for _ in range(2))
    async with running(first, second):
        for day in range(5):
            await until(has(workshop, *["one", "two"] * (day + 1)))
            await workshop.move_clock((day + 1) * DAY)
        await until(has(workshop, *["one", "two"] * 6))
        await asyncio.sleep(0.3)
    assert await workshop.done() == sorted(["one", "two"] * 6)


async def test_two_that_both_believe_to_lead_still_do_a_duty_once(workshop) -> None:
    began = asyncio.Event()

    async def slow(session: AsyncSession, clock: Clock) -> None:
        began.set()
        await asyncio.sleep(0.3)
        await workshop.duty("slow").work(session, clock)

    first, second = (runner_of(workshop, Duty("slow", DAY, slow)) for _ in range(2))
    doing = asyncio.create_task(first.do_due())
    await began.wait()
    assert await second.do_due() == []
    assert await doing == ["slow"]
    assert await second.do_due() == []


def test_an_interval_that_is_no_time_is_refused() -> None:
    async def work(session: AsyncSession, clock: Clock) -> None: ...

    with pytest.raises(ValueError, match="again after some time"):
        Duty("never", timedelta(0), work)


@asynccontextmanager
async def mortal(url: str, n: int) -> AsyncIterator[Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(MORTAL), url, str(n), stdout=PIPE
    )
    try:
        async with asyncio.timeout(45):
            yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def test_a_worker_killed_between_effect_and_note_leaves_the_duty_to_the_next(
    workshop,
) -> None:
    async with mortal(workshop.url, 1) as process:
        assert process.stdout
        assert await process.stdout.readline() == b"effect\n"
        assert await process.wait() == -9
    assert await workshop.done() == [], "the effect went with the transaction"
    async with mortal(workshop.url, 0) as process:
        await until(has(workshop, "tidy"))
    assert await runner_of(workshop, workshop.duty("tidy")).do_due() == []
