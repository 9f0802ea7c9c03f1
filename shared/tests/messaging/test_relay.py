"""The relay: in order, one at a time, through absences."""

import asyncio
import contextlib
from uuid import uuid4

import asyncpg
import pytest
import sqlalchemy as sa
from prometheus_client import CollectorRegistry

from shared import tables
from shared.messaging.bus import BusAway, connect
from shared.messaging.outbox import announce
from shared.messaging.relay import LOCK_KEY, Relay

OPENED = "avt.test.door.opened.v1"


@contextlib.asynccontextmanager
async def running(*relays: Relay):
    tasks = [asyncio.create_task(relay.run()) for relay in relays]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def relay_of(house, bus, **options) -> Relay:
    return Relay(house.database, bus, source="/test", poll_seconds=0.2, **options)


async def test_what_was_announced_is_sent_in_order_and_once(house, recording) -> None:
    await house.announce(*range(25))
    relay = relay_of(house, recording, batch=10)
    assert await relay.drain() == 25
    assert await relay.drain() == 0
    assert recording.numbers == list(range(25))
    assert await house.unsent() == []


async def test_what_was_rolled_back_never_existed(house, recording, door) -> None:
    with contextlib.suppress(ZeroDivisionError):
        async with house.database.transaction() as session:
            await announce(session, door(1))
            raise ZeroDivisionError
    await house.announce(2)
    await relay_of(house, recording).drain()
    assert recording.numbers == [2]


async def test_the_event_says_who_announced_what_and_when(house, recording, door) -> None:
    fact = door(7)
    async with house.database.transaction() as session:
        await announce(session, fact)
    await relay_of(house, recording).drain()
    (event,) = recording.published
    assert (event.source, event.type, event.subject) == ("/test", OPENED, str(fact.id))
    assert event.data == {"id": str(fact.id), "version": 1, "number": 7}
    assert event.time.utcoffset() is not None
    assert event.id.version == 7


async def test_a_transaction_that_commits_late_is_sent_late_and_not_skipped(
    house, recording, door
) -> None:
    relay = relay_of(house, recording)
    async with house.database.transaction() as late:
        await announce(late, door(1))
        await house.announce(2)
        assert await relay.drain() == 1
    assert await relay.drain() == 1
    assert recording.numbers == [2, 1]


async def test_a_running_relay_is_woken_by_the_commit(house, recording, until) -> None:
    relay = Relay(house.database, recording, source="/test", poll_seconds=60)
    async with running(relay):
        await asyncio.sleep(0.3)
        began = asyncio.get_running_loop().time()
        await house.announce(1)
        await until(lambda: has(recording, 1))
        assert asyncio.get_running_loop().time() - began < 30


async def has(recording, count: int) -> bool:
    return len(recording.published) >= count


async def test_a_relay_without_the_notification_still_polls(house, recording, until, door) -> None:
    async with running(relay_of(house, recording)):
        await asyncio.sleep(0.3)
        async with house.database.transaction() as session:
            fact = door(1)
            await session.execute(
                sa.insert(tables.outbox).values(
                    event_id=uuid4(),
                    type=OPENED,
                    subject=str(fact.id),
                    time=sa.func.now(),
                    data=fact.to_data(),
                )
            )
        await until(lambda: has(recording, 1))


async def test_two_relays_of_one_service_never_send_at_once(house, recording, until) -> None:
    async with running(relay_of(house, recording), relay_of(house, recording)):
        for number in range(40):
            await house.announce(number)
        await until(lambda: has(recording, 40))
        await asyncio.sleep(0.5)
    assert recording.numbers == list(range(40))


async def test_a_relay_that_lost_its_lock_stops_and_another_goes_on(
    house, recording, until
) -> None:
    async with running(relay_of(house, recording), relay_of(house, recording)):
        await house.announce(1)
        await until(lambda: has(recording, 1))
        server = await asyncpg.connect(house.url.replace("+asyncpg", ""))
        ended = await server.fetch(
            """SELECT pg_terminate_backend(pid) FROM pg_locks
               WHERE locktype = 'advisory' AND granted
               AND (classid::bigint << 32) + objid::bigint = $1
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())""",
            LOCK_KEY,
        )
        await server.close()
        assert len(ended) == 1
        await house.announce(2, 3)
        await until(lambda: has(recording, 3))
        await asyncio.sleep(0.3)
    assert recording.numbers == [1, 2, 3]


class Refusing:
    """A bus that is away for a while, and refuses some events before that."""

    def __init__(self, inner, refused: set[int]) -> None:
        self.inner, self.refused = inner, refused

    async def publish(self, event) -> None:
        if event.data["number"] in self.refused:
            raise BusAway("away")
        await self.inner.publish(event)


async def test_an_event_that_the_bus_refused_stays_and_is_sent_later(house, recording) -> None:
    await house.announce(1, 2, 3)
    bus = Refusing(recording, {2})
    with pytest.raises(BusAway):
        await relay_of(house, bus).drain()
    assert await house.unsent() == [2]
    bus.refused.clear()
    assert await relay_of(house, bus).drain() == 1
    assert recording.numbers == [1, 3, 2]


async def test_a_running_relay_outlives_a_bus_that_is_away(house, recording, until) -> None:
    bus = Refusing(recording, {1, 2})
    registry = CollectorRegistry()
    relay = relay_of(house, bus, registry=registry)
    async with running(relay):
        await house.announce(1, 2)
        await asyncio.sleep(0.5)
        assert await house.unsent() == [1, 2]
        bus.refused.clear()

        async def counted() -> bool:
            return registry.get_sample_value("avt_outbox_sent_total", {"source": "/test"}) == 2

        await until(counted)
    assert recording.numbers == [1, 2]


async def test_a_running_relay_outlives_a_database_that_is_away(
    house, recording, until, line
) -> None:
    cable = line(house.url)
    await cable.mend()
    distant = type(house)(cable.url)
    relay = Relay(distant.database, recording, source="/test", poll_seconds=0.2)
    async with running(relay):
        await house.announce(1)
        await until(lambda: has(recording, 1))
        await cable.cut()
        await house.announce(2)
        await asyncio.sleep(0.5)
        assert recording.numbers == [1]
        await cable.mend()
        await until(lambda: has(recording, 2))
    await distant.database.dispose()


async def test_the_relay_sends_to_rabbitmq_what_a_broker_outage_held_up(
    house, broker_url, rabbit, until, line
) -> None:
    arrived: list[int] = []

    async def note(event) -> None:
        arrived.append(event.data["number"])

    await rabbit.subscribe("watcher", [OPENED], note)
    cable = line(broker_url)
    await cable.mend()
    bus = connect(cable.url, rabbit._names.prefix)
    async with running(relay_of(house, bus)):
        await house.announce(1)
        await until(lambda: came(arrived, 1))
        await cable.cut()
        await house.announce(2, 3)
        await asyncio.sleep(0.5)
        assert await house.unsent() == [2, 3]
        await cable.mend()
        await until(lambda: came(arrived, 3))
    assert arrived == [1, 2, 3]
    await bus.close()


async def came(arrived: list[int], count: int) -> bool:
    return len(arrived) >= count


async def test_the_lag_is_the_age_of_the_oldest_unsent_event(house, recording, until) -> None:
    await house.announce(1, 2)
    async with house.database.transaction() as session:
        await session.execute(
            sa.update(tables.outbox).values(time=sa.text("now() - interval '1 minute'"))
        )
    registry = CollectorRegistry()
    async with running(relay_of(house, Refusing(recording, {1, 2}), registry=registry)):

        async def measured() -> bool:
            lag = registry.get_sample_value("avt_outbox_lag_seconds", {"source": "/test"})
            return lag is not None and 59 < lag < 90

        await until(measured)
    assert registry.get_sample_value("avt_outbox_waiting", {"source": "/test"}) == 2
