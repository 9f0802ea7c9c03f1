"""Processes killed by SIGKILL between their steps: nothing is lost, nothing is done twice."""

import asyncio
import random
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from shared import tables

CHILD = Path(__file__).with_name("mortal_process.py")
OPENED = "avt.test.door.opened.v1"

pytestmark = pytest.mark.timeout(240)  # a loaded machine starts processes slowly

Start = Callable[..., Awaitable[Process]]


@pytest.fixture
async def start(house, rabbit, broker_url) -> AsyncIterator[Start]:
    """Start a relay or consumer process of the house; all are dead afterwards."""
    started: list[Process] = []

    async def begin(role: str, step: str = "never", n: int = 1) -> Process:
        process = await asyncio.create_subprocess_exec(
            sys.executable, CHILD, role, step, str(n), house.url, broker_url, rabbit._names.prefix
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        if process.returncode is None:
            process.kill()
            await process.wait()


@pytest.fixture
async def queue(rabbit) -> None:
    """The consumer's queue exists and collects, as after the consumer's first start."""

    async def nothing(event) -> None:
        raise AssertionError("nothing was published yet")

    subscription = await rabbit.subscribe("porter", [OPENED], nothing)
    await subscription.close()


async def all_done(house, numbers: range) -> bool:
    return set(await house.done()) >= set(numbers)


@pytest.mark.parametrize("step", ["before_publish", "after_publish"])
async def test_a_relay_killed_beside_the_publishing_loses_nothing_and_repeats_no_effect(
    house, rabbit, queue, start, until, step: str
) -> None:
    await house.announce(*range(25))
    victim = await start("relay", step, 14)
    assert await victim.wait() == -signal.SIGKILL
    # The first batch of ten is marked; of the second some may be on the broker, none is marked.
    assert await house.unsent() == list(range(10, 25))

    await start("relay")
    await until(lambda: nothing_left(house))
    await start("consumer")
    await until(lambda: all_done(house, range(25)))
    await asyncio.sleep(0.5)  # whatever is delivered twice has arrived by now
    assert await house.done() == list(range(25))
    assert await rabbit.dead_letters("porter") == []


async def nothing_left(house) -> bool:
    return not await house.unsent()


async def test_what_the_killed_relay_had_published_is_published_again(
    house, rabbit, start, until
) -> None:
    """Proof that the kill above falls between 'confirmed' and 'marked': the broker has both."""
    arrived: list[int] = []

    async def note(event) -> None:
        arrived.append(event.data["number"])

    await rabbit.subscribe("watcher", [OPENED], note)
    await house.announce(*range(5))
    victim = await start("relay", "after_publish", 5)
    assert await victim.wait() == -signal.SIGKILL
    await start("relay")
    await until(lambda: nothing_left(house))

    async def ten_arrived() -> bool:
        return len(arrived) >= 10

    await until(ten_arrived)
    assert sorted(arrived) == sorted([*range(5), *range(5)])


@pytest.mark.parametrize("step", ["in_transaction", "before_ack"])
async def test_a_consumer_killed_beside_its_commit_loses_nothing_and_repeats_no_effect(
    house, rabbit, queue, start, until, step: str
) -> None:
    await house.announce(*range(12))
    await start("relay")
    await until(lambda: nothing_left(house))
    victim = await start("consumer", step, 7)
    assert await victim.wait() == -signal.SIGKILL
    # The seventh effect was committed if death came after the commit, else it never was.
    assert await house.done() == list(range(7 if step == "before_ack" else 6))

    await start("consumer")
    await until(lambda: all_done(house, range(12)))
    await asyncio.sleep(0.3)
    assert await house.done() == list(range(12))
    assert await rabbit.dead_letters("porter") == []


async def test_processes_killed_at_random_moments_lose_nothing_and_repeat_no_effect(
    house, rabbit, queue, start, until
) -> None:
    chance = random.Random(20260301)
    numbers = range(150)

    async def announce_all() -> None:
        for number in numbers:
            await house.announce(number)
            await asyncio.sleep(0.02)

    announcing = asyncio.create_task(announce_all())
    for _ in range(4):
        pair = [await start("relay"), await start("consumer")]
        # A process needs about a second to start; death finds it anywhere in its work.
        await asyncio.sleep(1.0 + chance.random())
        for process in pair:
            process.kill()
            await process.wait()
    await announcing
    await start("relay")
    await start("consumer")
    await until(lambda: all_done(house, numbers), 90)
    await until(lambda: nothing_left(house))
    await asyncio.sleep(0.3)
    assert await house.done() == list(numbers)
    async with house.database.transaction() as session:
        seen = await session.scalar(sa.select(sa.func.count()).select_from(tables.inbox))
    assert seen == len(numbers)
