"""A broker of the test's own, killed and started again: what it confirmed is still there."""

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from shared.messaging.bus import BusAway, Retries, connect
from shared.messaging.events import Event, Undecodable
from shared.messaging.relay import Relay

OPENED = "avt.test.door.opened.v1"


def event(number: int) -> Event:
    return Event(
        id=uuid4(),
        source="/test",
        type=OPENED,
        time=datetime(2026, 3, 1, tzinfo=UTC),
        data={"number": number},
    )


@pytest.mark.timeout(240)
async def test_consumers_relay_and_dead_letters_outlive_a_crash_of_the_broker(
    house, private_rabbitmq, until
) -> None:
    node = private_rabbitmq
    bus = connect(node.url)
    arrived: list[int] = []
    open_for_business = asyncio.Event()

    async def handle(received: Event) -> None:
        if received.data["number"] < 0:
            raise Undecodable("a door has no negative number")
        await open_for_business.wait()
        arrived.append(received.data["number"])

    await bus.subscribe("porter", [OPENED], handle, retries=Retries(limit=20))
    dead = event(-1)
    await bus.publish(dead)
    await until(lambda: has_dead(bus))
    await house.announce(1, 2, 3)
    relaying = asyncio.create_task(
        Relay(house.database, bus, source="/test", poll_seconds=0.2).run()
    )
    await until(lambda: nothing_left(house))

    await asyncio.sleep(2)  # see PrivateRabbitMQ.kill
    await asyncio.to_thread(node.kill)
    await house.announce(4, 5)
    with pytest.raises(BusAway):
        await bus.publish(event(0))
    assert await house.unsent() == [4, 5]
    open_for_business.set()
    node.start()

    await until(lambda: nothing_left(house), 60)

    async def all_arrived() -> bool:
        return set(arrived) == {1, 2, 3, 4, 5}

    await until(all_arrived, 60)
    (letter,) = await bus.dead_letters("porter")
    assert letter.event == dead
    relaying.cancel()
    await asyncio.gather(relaying, return_exceptions=True)
    await bus.close()


async def nothing_left(house) -> bool:
    return not await house.unsent()


async def has_dead(bus) -> bool:
    return len(await bus.dead_letters("porter")) == 1
