"""RabbitMQ goes away and comes back: by a line to the real broker that the test cuts."""

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from shared.messaging.bus import BusAway, Retries, UnknownQueue, connect
from shared.messaging.bus import rabbitmq as transport
from shared.messaging.events import Event
from shared.testing.broker import demolish

OPENED = "avt.test.door.opened.v1"


def event(number: int) -> Event:
    return Event(
        id=uuid4(),
        source="/test",
        type=OPENED,
        time=datetime(2026, 3, 1, tzinfo=UTC),
        data={"number": number},
    )


class Arrivals:
    def __init__(self) -> None:
        self.numbers: list[int] = []

    async def __call__(self, received: Event) -> None:
        self.numbers.append(received.data["number"])

    async def reached(self, count: int) -> bool:
        return len(self.numbers) >= count


@pytest.fixture
def cable(line, broker_url):
    return line(broker_url)


@pytest.fixture
async def bus(rabbit, cable):
    """A bus with `rabbit`'s names, over the line. `rabbit` itself has no outage."""
    await cable.mend()
    bus = connect(cable.url, rabbit._names.prefix)
    yield bus
    await bus.close()


async def test_a_subscription_begun_without_a_broker_works_once_it_is_there(
    rabbit, bus, cable, until, monkeypatch
) -> None:
    monkeypatch.setattr(transport, "PATIENCE", 0.3)
    await cable.cut()
    queued, heard = Arrivals(), Arrivals()
    began = asyncio.get_running_loop().time()
    subscription = await bus.subscribe("porter", [OPENED], queued)
    listening = await bus.listen([OPENED], heard)
    assert asyncio.get_running_loop().time() - began < 4
    await cable.mend()
    async with asyncio.timeout(45):
        await subscription.ready()
        await listening.ready()
    await bus.publish(event(1))
    await until(lambda: queued.reached(1))
    await until(lambda: heard.reached(1))


async def test_a_listener_learns_of_each_absence_of_the_broker(bus, cable, until) -> None:
    begun = Arrivals()

    async def begin() -> None:
        begun.numbers.append(1)

    await bus.listen([OPENED], Arrivals(), on_begin=begin)
    await cable.cut()
    await cable.mend()
    await until(lambda: begun.reached(2))


async def test_publishing_without_a_broker_says_so_and_works_once_it_is_there(
    rabbit, bus, cable, until
) -> None:
    arrivals = Arrivals()
    await rabbit.subscribe("porter", [OPENED], arrivals)
    await bus.publish(event(1))
    await cable.cut()
    for _ in range(2):
        with pytest.raises(BusAway):
            await bus.publish(event(2))
    with pytest.raises(BusAway):
        await bus.dead_letters("porter")
    await cable.mend()
    await bus.publish(event(3))
    await until(lambda: arrivals.reached(2))
    assert arrivals.numbers == [1, 3]


async def test_a_delivery_whose_connection_broke_comes_again(rabbit, bus, cable, until) -> None:
    began, go_on, arrivals = asyncio.Event(), asyncio.Event(), Arrivals()

    async def slow(received: Event) -> None:
        await arrivals(received)
        began.set()
        await go_on.wait()

    await bus.subscribe("porter", [OPENED], slow)
    await rabbit.publish(event(1))
    await began.wait()
    await cable.cut()
    await asyncio.sleep(0.2)
    await cable.mend()
    go_on.set()
    await rabbit.publish(event(2))
    await until(lambda: arrivals.reached(3))
    assert sorted(arrivals.numbers) == [1, 1, 2]
    assert await rabbit.dead_letters("porter") == []


async def test_a_refused_delivery_whose_connection_broke_is_not_lost(
    rabbit, bus, cable, until
) -> None:
    arrivals = Arrivals()

    async def fail_first(received: Event) -> None:
        await arrivals(received)
        if len(arrivals.numbers) == 1:
            raise ValueError("not yet")

    await bus.subscribe("porter", [OPENED], fail_first, retries=Retries(first_delay=1.0))
    await rabbit.publish(event(1))
    await until(lambda: arrivals.reached(1))
    await cable.cut()
    await cable.mend()
    await until(lambda: arrivals.reached(2))


async def test_a_consumer_whose_queue_was_deleted_declares_it_again(rabbit, until) -> None:
    arrivals = Arrivals()
    subscription = await rabbit.subscribe("porter", [OPENED], arrivals)
    async with rabbit._consuming.channel() as channel:
        await channel.queue_delete(rabbit._names.queue("porter"))
    await asyncio.sleep(0.1)
    async with asyncio.timeout(45):
        await subscription.ready()
    await rabbit.publish(event(1))
    await until(lambda: arrivals.reached(1))


async def test_what_was_published_is_on_the_disk_of_a_quorum_queue(rabbit, broker_url) -> None:
    """The declared arguments are what the broker knows: a queue declared otherwise is refused."""
    import aio_pika

    arrivals = Arrivals()
    await rabbit.subscribe("porter", [OPENED], arrivals, retries=Retries(limit=7))
    name = rabbit._names.queue("porter")
    connection = await aio_pika.connect(broker_url)
    expected = {
        "x-queue-type": "quorum",
        "x-delivery-limit": 7,
        "x-dead-letter-exchange": name,
        "x-dead-letter-routing-key": "dead",
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }
    channel = await connection.channel()
    await channel.declare_queue(name, durable=True, arguments=expected)
    for key in expected:
        other = await connection.channel()
        with pytest.raises(aio_pika.exceptions.ChannelPreconditionFailed):
            await other.declare_queue(
                name, durable=True, arguments={k: v for k, v in expected.items() if k != key}
            )
    await connection.close()


async def test_a_demolished_environment_leaves_nothing_on_the_broker(
    rabbit, broker_url: str, run_prefix: str
) -> None:
    subscription = await rabbit.subscribe("porter", [OPENED], Arrivals())
    await subscription.close()
    await demolish(broker_url, prefix=run_prefix, queues=["porter"])
    with pytest.raises(UnknownQueue):
        await rabbit.dead_letters("porter")


def test_the_pause_before_a_redelivery_doubles_up_to_its_longest() -> None:
    retries = Retries(limit=20, first_delay=0.05, longest_delay=5)
    assert [retries.delay(n) for n in (0, 1, 2, 6, 7, 1000)] == [0.05, 0.1, 0.2, 3.2, 5, 5]
