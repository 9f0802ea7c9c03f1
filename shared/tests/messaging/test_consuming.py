"""Handling events: once, together with the inbox row; what is away only pauses."""

import asyncio
import contextlib
from datetime import UTC, datetime
from uuid import uuid4

import asyncpg
import httpx
import pytest
import sqlalchemy as sa
from prometheus_client import CollectorRegistry
from sqlalchemy import exc

from shared import tables
from shared.context import request_id
from shared.failures import is_infrastructure
from shared.messaging.bus import BusAway, Retries, connect
from shared.messaging.consuming import EventProcessor, run_consumer
from shared.messaging.events import Event, Undecodable
from shared.messaging.inbox import once, purge
from shared.messaging.outbox import announce

OPENED = "avt.test.door.opened.v1"
CLOSED = "avt.test.door.closed.v1"
QUICK = Retries(limit=3, first_delay=0.005)


def event(number: int = 1, event_type: str = OPENED, **attributes) -> Event:
    return Event(
        id=uuid4(),
        source="/test",
        type=event_type,
        time=datetime(2026, 3, 1, tzinfo=UTC),
        data={"number": number},
        **attributes,
    )


def processor(house, handler=None, **options) -> EventProcessor:
    handlers = {OPENED: handler or house.handle}
    return EventProcessor(name="porter", database=house.database, handlers=handlers, **options)


async def inbox_size(house) -> int:
    async with house.database.transaction() as session:
        return await session.scalar(sa.select(sa.func.count()).select_from(tables.inbox))


async def test_an_event_that_arrives_twice_is_done_once(house) -> None:
    process, one = processor(house), event()
    await process(one)
    await process(one)
    assert await house.done() == [1]


async def test_an_event_that_arrives_twice_at_the_same_moment_is_done_once(house) -> None:
    process, one = processor(house), event()
    await asyncio.gather(*(process(one) for _ in range(5)))
    assert await house.done() == [1]


async def test_each_consumer_of_one_database_does_the_event_for_itself(house) -> None:
    one = event()
    for name in ("porter", "archive"):
        handlers = {OPENED: house.handle}
        await EventProcessor(name=name, database=house.database, handlers=handlers)(one)
    assert await house.done() == [1, 1]


async def test_a_handler_that_fails_leaves_neither_effect_nor_inbox_row(house) -> None:
    async def half(session, received) -> None:
        await house.handle(session, received)
        raise KeyError("no such organisation yet")

    one = event()
    with pytest.raises(KeyError):
        await processor(house, half)(one)
    assert (await house.done(), await inbox_size(house)) == ([], 0)
    await processor(house)(one)
    assert await house.done() == [1]


async def test_a_claim_that_waits_for_another_that_rolls_back_succeeds(house) -> None:
    event_id = uuid4()

    async def claim() -> bool:
        async with house.database.transaction() as session:
            return await once(session, consumer="porter", event_id=event_id)

    with contextlib.suppress(ZeroDivisionError):
        async with house.database.transaction() as session:
            assert await once(session, consumer="porter", event_id=event_id)
            second = asyncio.create_task(claim())
            await asyncio.sleep(0.2)
            assert not second.done()
            raise ZeroDivisionError
    assert await second
    assert not await claim()


async def test_an_event_of_a_type_without_a_handler_is_let_pass(house) -> None:
    await processor(house)(event(event_type=CLOSED))
    assert (await house.done(), await inbox_size(house)) == ([], 0)


async def test_what_is_announced_by_a_handler_names_the_request_that_began_it(house, door) -> None:
    async def answer(session, received) -> None:
        await announce(session, door(2))

    await processor(house, answer)(event(requestid="request-1"))
    async with house.database.transaction() as session:
        assert await session.scalar(sa.select(tables.outbox.c.request_id)) == "request-1"
    assert request_id.get() is None


async def test_what_is_away_is_waited_for_and_does_not_count(house) -> None:
    bus, failures = connect("memory://"), [OSError("refused")] * 5

    async def handle(session, received) -> None:
        await house.handle(session, received)
        if failures:
            raise failures.pop()

    registry = CollectorRegistry()
    await run_consumer(
        name="porter",
        database=house.database,
        bus=bus,
        handlers={OPENED: handle},
        retries=QUICK,
        registry=registry,
    )
    publishing = asyncio.create_task(bus.publish(event()))
    await asyncio.sleep(0.2)
    assert registry.get_sample_value("avt_consumer_paused", {"consumer": "porter"}) == 1
    await publishing
    assert await house.done() == [1]
    assert await bus.dead_letters("porter") == []
    assert registry.get_sample_value("avt_consumer_paused", {"consumer": "porter"}) == 0
    labels = {"consumer": "porter", "type": OPENED, "outcome": "done"}
    assert registry.get_sample_value("avt_consumer_events_total", labels) == 1


async def test_a_service_names_its_own_errors_that_mean_away(house) -> None:
    class EngineAway(Exception):
        pass

    failures = [EngineAway()]

    async def handle(session, received) -> None:
        if failures:
            raise failures.pop()
        await house.handle(session, received)

    await processor(house, handle, pause_on=(EngineAway,))(event())
    assert await house.done() == [1]


async def test_a_database_that_goes_away_for_a_while_makes_no_dead_letter(
    house, rabbit, line, until
) -> None:
    cable = line(house.url)
    await cable.mend()
    distant = type(house)(cable.url)
    await run_consumer(
        name="porter",
        database=distant.database,
        bus=rabbit,
        handlers={OPENED: house.handle},
        retries=Retries(limit=1, first_delay=0.01),
    )
    await rabbit.publish(event(1))

    async def first_done() -> bool:
        return await house.done() == [1]

    await until(first_done)
    await cable.cut()
    for number in range(2, 6):
        await rabbit.publish(event(number))
    await asyncio.sleep(1.5)
    assert await house.done() == [1]
    await cable.mend()

    async def all_done() -> bool:
        return await house.done() == [1, 2, 3, 4, 5]

    await until(all_done)
    assert await rabbit.dead_letters("porter") == []
    await distant.database.dispose()


async def test_a_handlers_own_error_counts_and_ends_as_a_dead_letter(house) -> None:
    bus = connect("memory://")

    async def handle(session, received) -> None:
        # What a bug looks like to the database.
        await session.execute(sa.text("SELECT 1 / 0"))

    await run_consumer(
        name="porter", database=house.database, bus=bus, handlers={OPENED: handle}, retries=QUICK
    )
    await bus.publish(event())
    (letter,) = await bus.dead_letters("porter")
    assert letter.reason == "delivery_limit"


async def test_an_event_that_a_reader_does_not_understand_is_a_dead_letter_at_once(house) -> None:
    bus, attempts = connect("memory://"), []

    async def handle(session, received) -> None:
        attempts.append(received)
        raise Undecodable("number: missing")

    await run_consumer(
        name="porter", database=house.database, bus=bus, handlers={OPENED: handle}, retries=QUICK
    )
    await bus.publish(event())
    (letter,) = await bus.dead_letters("porter")
    assert (letter.reason, len(attempts)) == ("rejected", 1)


async def test_a_value_that_no_column_takes_is_an_error_of_the_handler(house) -> None:
    """The driver calls it an interface error, and pausing for it would never end."""
    with pytest.raises(exc.DBAPIError) as caught:
        async with house.database.transaction() as session:
            await session.execute(sa.insert(house.effects).values(number=2**40))
    assert not is_infrastructure(caught.value)


async def test_a_deadlock_is_tried_again_without_counting(house) -> None:
    with pytest.raises(exc.DBAPIError) as caught:
        async with house.database.transaction() as session:
            await session.execute(
                sa.text("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40P01'; END $$")
            )
    assert is_infrastructure(caught.value)


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError(),
        TimeoutError(),
        BusAway("away"),
        httpx.ConnectError("away"),
        asyncpg.CannotConnectNowError("starting up"),
        asyncpg.ConnectionDoesNotExistError("gone"),
        asyncpg.TooManyConnectionsError("too many"),
        exc.OperationalError("select", {}, Exception()),
        exc.TimeoutError("pool"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_of_the_infrastructure_is_known_as_one(error: Exception) -> None:
    assert is_infrastructure(error)
    wrapped = RuntimeError("while handling")
    wrapped.__cause__ = error
    assert is_infrastructure(wrapped)


@pytest.mark.parametrize(
    "error",
    [
        ValueError(),
        KeyError(),
        AssertionError(),
        exc.IntegrityError("insert", {}, Exception()),
        exc.ProgrammingError("select", {}, Exception()),
        httpx.HTTPStatusError("404", request=None, response=None),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_of_the_handler_is_known_as_one(error: Exception) -> None:
    assert not is_infrastructure(error)


async def test_purging_the_inbox_forgets_only_what_is_old(house) -> None:
    old, young = event(1), event(2)
    process = processor(house)
    await process(old)
    await process(young)
    async with house.database.transaction() as session:
        await session.execute(
            sa.update(tables.inbox)
            .where(tables.inbox.c.event_id == old.id)
            .values(handled_at=sa.text("now() - interval '181 days'"))
        )
        assert await purge(session) == 1
    await process(young)
    assert await house.done() == [1, 2]
