"""Two platforms may share one broker: what one says the other does not hear."""

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from shared.messaging.bus import UnknownQueue, connect
from shared.messaging.events import Event, Undecodable

RUNG = "avt.test.bell.rung.v1"


def rung() -> Event:
    return Event(
        id=uuid4(),
        source="/test",
        type=RUNG,
        time=datetime(2026, 3, 1, 12, 0, tzinfo=UTC),
        subject=str(uuid4()),
        data={},
    )


@pytest.mark.parametrize("shared_by_queue", [True, False], ids=["queue", "listener"])
async def test_platforms_with_prefixes_of_their_own_do_not_hear_one_another(
    broker_url: str, run_prefix: str, shared_by_queue: bool
) -> None:
    heard: dict[str, list[Event]] = {"one": [], "two": []}
    buses = {name: connect(broker_url, f"{run_prefix}{name}.") for name in heard}
    arrived = asyncio.Event()

    for name, bus in buses.items():

        async def hear(event: Event, *, name: str = name) -> None:
            heard[name].append(event)
            arrived.set()

        if shared_by_queue:
            await bus.subscribe("bells", [RUNG], hear)
        else:
            begun = asyncio.Event()

            async def note(begun: asyncio.Event = begun) -> None:
                begun.set()

            await bus.listen([RUNG], hear, on_begin=note)
            await asyncio.wait_for(begun.wait(), 20)
    ours = rung()
    await buses["one"].publish(ours)
    await asyncio.wait_for(arrived.wait(), 20)
    # What went the wrong way would have gone it by now: the other's own event comes after it.
    arrived.clear()
    theirs = rung()
    await buses["two"].publish(theirs)
    await asyncio.wait_for(arrived.wait(), 20)

    assert {name: [event.id for event in events] for name, events in heard.items()} == {
        "one": [ours.id],
        "two": [theirs.id],
    }
    for bus in buses.values():
        await bus.close()


async def test_the_dead_letters_of_one_platform_are_unknown_to_another(
    broker_url: str, run_prefix: str
) -> None:
    one, two = (connect(broker_url, f"{run_prefix}{name}.") for name in ("one", "two"))

    async def refuse(event: Event) -> None:
        raise Undecodable("not ours")

    await one.subscribe("bells", [RUNG], refuse)
    await one.publish(rung())
    async with asyncio.timeout(20):
        while not await one.dead_letters("bells"):
            await asyncio.sleep(0.05)
    with pytest.raises(UnknownQueue):
        await two.dead_letters("bells")
    for bus in (one, two):
        await bus.close()
