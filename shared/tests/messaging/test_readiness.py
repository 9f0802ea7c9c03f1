"""A process tells in words what it lacks, and whether that stops traffic."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa

from local.rabbitmq import PrivateRabbitMQ
from shared import readiness
from shared.database import Database
from shared.messaging.bus import Bus, BusAway, connect
from shared.messaging.bus import rabbitmq as transport
from shared.messaging.events import Event
from shared.readiness import (
    Need,
    broker_carries,
    database_answers,
    examine,
    keys_known,
    outbox_flows,
)
from shared.tables import outbox
from shared.tokens.jwks import JwksKeys

OPENED = "avt.test.door.opened.v1"
NOWHERE = "http://127.0.0.1:1/jwks"


def event(number: int) -> Event:
    when = datetime(2026, 3, 1, tzinfo=UTC)
    return Event(id=uuid4(), source="/test", type=OPENED, time=when, data={"number": number})


async def until_refused(bus: Bus) -> None:
    while True:
        await bus.publish(event(2))


async def fine() -> None:
    return None


async def wrong() -> str:
    return "it is wrong"


async def test_only_what_stops_traffic_makes_a_process_unavailable() -> None:
    good = Need("good", fine, stops_traffic=True)
    lesser = Need("lesser", wrong, stops_traffic=False)
    vital = Need("vital", wrong, stops_traffic=True)
    for needs, status, code in (
        ([good], "ok", 200),
        ([good, lesser], "degraded", 200),
        ([good, lesser, vital], "unavailable", 503),
    ):
        state = await examine(needs)
        assert (state.status, state.http_status) == (status, code)
    assert state.checks["lesser"].detail == "it is wrong"
    assert state.checks["good"].detail is None


async def test_what_hangs_and_ends_late_when_cancelled_is_left_behind(monkeypatch) -> None:
    monkeypatch.setattr(readiness, "ASK_SECONDS", 0.05)
    released, ended = asyncio.Event(), asyncio.Event()

    async def ping() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await released.wait()
            ended.set()

    hanging = Database("postgresql://nobody@127.0.0.1:1/none")
    monkeypatch.setattr(hanging, "ping", ping)
    good = Need("good", fine, stops_traffic=True)
    async with asyncio.timeout(10):
        state = await examine([database_answers(hanging), good])
        assert (state.status, state.checks["database"].detail) == ("unavailable", "does not answer")
        assert state.checks["good"].status == "ok"
        released.set()
        await ended.wait()
    await hanging.dispose()


async def test_a_database_that_is_away_stops_traffic() -> None:
    away = Database("postgresql://nobody@127.0.0.1:1/none")
    state = await examine([database_answers(away)])
    assert (state.status, state.checks["database"].detail) == ("unavailable", "does not answer")
    await away.dispose()


async def test_without_any_key_no_traffic_is_taken() -> None:
    keys = JwksKeys(NOWHERE)
    state = await examine([keys_known(keys)])
    assert state.status == "unavailable"
    assert "no key" in str(state.checks["keys"].detail)
    await keys.aclose()


async def test_facts_that_wait_too_long_are_told_of(house) -> None:
    await house.announce(1)
    need = outbox_flows(house.database)
    assert (await examine([need])).status == "ok"
    async with house.database.transaction() as session:
        await session.execute(sa.update(outbox).values(time=outbox.c.time - timedelta(minutes=5)))
    state = await examine([need])
    assert state.status == "degraded"
    assert "has waited 30" in str(state.checks["outbox"].detail)


async def test_a_broker_that_is_away_degrades_an_api_and_stops_a_worker(
    rabbit, line, broker_url, monkeypatch
) -> None:
    monkeypatch.setattr(transport, "PATIENCE", 0.3)
    cable = line(broker_url)
    await cable.mend()
    bus = connect(cable.url, rabbit._names.prefix)
    needs = [broker_carries(bus)]
    await bus.listen([OPENED], lambda _: fine())
    for outage, expected in ((cable.cut, "degraded"), (cable.mend, "ok"), (cable.cut, "degraded")):
        await outage()
        async with asyncio.timeout(20):
            while (state := await examine(needs)).status != expected:
                await asyncio.sleep(0.05)
    assert state.checks["broker"].detail == "the broker is away"
    assert (await examine([broker_carries(bus, stops_traffic=True)])).http_status == 503
    await bus.close()


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    with PrivateRabbitMQ(tmp_path_factory.mktemp("blocked")) as node:
        yield node


async def test_a_broker_that_blocks_what_is_published_says_so_until_it_confirms_again(
    node, monkeypatch
) -> None:
    monkeypatch.setattr(transport, "CONFIRM_SECONDS", 1.0)
    bus = connect(node.url)
    await bus.publish(event(1))
    assert await bus.trouble() is None
    node.control("set_vm_memory_high_watermark", "0.00001")
    with pytest.raises(BusAway):
        await asyncio.wait_for(until_refused(bus), 30)
    assert await bus.trouble() == (
        "the broker blocks what is published: it is short of memory or disk"
    )
    node.control("set_vm_memory_high_watermark", "0.4")
    async with asyncio.timeout(60):
        while await bus.trouble() is not None:
            try:
                await bus.publish(event(3))
            except BusAway:
                await asyncio.sleep(0.1)
    await bus.close()
