"""Whom an event is believed from: who owns its type, and nobody else."""

import asyncio
import json
from datetime import UTC, datetime
from uuid import uuid4

import httpx
import pytest

from shared.messaging.bus import Retries
from shared.messaging.bus.in_process import InProcessBus
from shared.messaging.consuming import EventProcessor, run_consumer
from shared.messaging.events import HIGHEST_VERSION, Event, Undecodable
from shared.messaging.feeds import catch_up

OPENED = "avt.test.door.opened.v1"
CLOSED = "avt.test.door.closed.v1"
QUICK = Retries(limit=2, first_delay=0.005)

FORGED = {
    "another source": {"source": "/evil"},
    "the source of another service": {"source": "/billing"},
    "a source below the owner": {"source": "/test/"},
    "a type under another name": {"type": CLOSED},
    "another's type and source under our name": {"type": "avt.evil.x.v1", "source": "/evil"},
    "a type that nobody owns": {"type": "avt.test", "source": "/test"},
    "the last version of all": {"data": {"number": 1, "version": 2**31 - 1}},
    "a version before the first": {"data": {"number": 1, "version": 0}},
    "a version that is text": {"data": {"number": 1, "version": "2"}},
    "a version that is true": {"data": {"number": 1, "version": True}},
}


def envelope(number=1, **changes) -> dict:
    return {
        "specversion": "1.0",
        "id": str(uuid4()),
        "source": "/test",
        "type": OPENED,
        "time": datetime(2026, 3, 1, tzinfo=UTC).isoformat(),
        "data": {"number": number, "version": 1},
        **changes,
    }


def body(**changes) -> bytes:
    return json.dumps(envelope(**changes)).encode()


@pytest.fixture(params=["in-process", "rabbitmq"])
def bus(request):
    if request.param == "in-process":
        return InProcessBus()
    return request.getfixturevalue("rabbit")


@pytest.mark.parametrize("name", FORGED)
async def test_an_event_that_its_owner_did_not_publish_changes_nothing(bus, house, until, name):
    queue = f"porter-{uuid4().hex[:8]}"
    consumer = await run_consumer(
        name=queue,
        database=house.database,
        bus=bus,
        handlers={OPENED: house.handle},
        retries=QUICK,
    )
    await consumer.ready()
    await bus.publish_bytes(OPENED, body(**FORGED[name]))
    await bus.publish_bytes(OPENED, body(number=2))

    async def done() -> bool:
        return await house.done() == [2] and len(await bus.dead_letters(queue)) == 1

    await until(done)
    (letter,) = await bus.dead_letters(queue)
    assert (letter.type, letter.reason) == (OPENED, "rejected")
    # Given to the consumer again it is no more believed than before.
    await bus.resend(queue)
    await until(done)
    assert await house.done() == [2]
    await consumer.close()


@pytest.mark.parametrize("name", FORGED)
async def test_a_listener_hears_nothing_of_a_forged_event(bus, name):
    heard: asyncio.Queue[Event] = asyncio.Queue()
    listener = await bus.listen([OPENED], heard.put)
    await listener.ready()
    await bus.publish_bytes(OPENED, body(**FORGED[name]))
    await bus.publish_bytes(OPENED, body(number=2))
    event = await asyncio.wait_for(heard.get(), 20)
    assert event.data["number"] == 2
    assert heard.empty()
    await listener.close()


async def test_what_was_resent_is_believed_like_the_first_time(bus, house, until):
    queue = f"porter-{uuid4().hex[:8]}"
    broken = True

    async def handle(session, event) -> None:
        if broken:
            raise Undecodable("not yet understood")
        await house.handle(session, event)

    consumer = await run_consumer(
        name=queue, database=house.database, bus=bus, handlers={OPENED: handle}, retries=QUICK
    )
    await consumer.ready()
    await bus.publish_bytes(OPENED, body())

    async def buried() -> bool:
        return len(await bus.dead_letters(queue)) == 1

    for _ in range(2):  # the second time it has died as one that was resent
        await until(buried)
        await bus.resend(queue)
    await until(buried)
    broken = False
    await bus.resend(queue)

    async def done() -> bool:
        return await house.done() == [1]

    await until(done)
    await consumer.close()


@pytest.mark.parametrize(
    "foreign", [{"source": "/evil"}, {"source": "/other", "type": "avt.other.door.opened.v1"}]
)
async def test_a_feed_is_believed_no_more_than_a_broker(house, foreign):
    items = [envelope(**foreign)]
    page = {"items": items, "next": "x", "more": False}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=page))
    processor = EventProcessor(
        name="porter",
        database=house.database,
        handlers={OPENED: house.handle, "avt.other.door.opened.v1": house.handle},
    )
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        with pytest.raises(Undecodable, match="source"):
            await catch_up(client, producer="test", handle=processor)
    assert await house.done() == []


def test_a_version_far_beyond_all_others_is_the_last_that_is_believed():
    data = {"number": 1, "version": HIGHEST_VERSION}
    Event.delivered(body(data=data), OPENED)
    with pytest.raises(Undecodable, match="version"):
        Event.delivered(body(data={**data, "version": HIGHEST_VERSION + 1}), OPENED)
