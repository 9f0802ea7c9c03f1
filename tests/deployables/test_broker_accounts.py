"""In production each service has accounts of its own on the broker, and each may do its own work.

A node of the tests' own loads the definitions that `make-secrets.sh` writes, as the one in
docker-compose.yml does.
"""

import asyncio
import importlib
import json
import re
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import aio_pika
import pytest
import sqlalchemy as sa
import structlog
from aio_pika.abc import AbstractChannel
from aiormq.exceptions import AMQPConnectionError, ChannelAccessRefused
from deploy.compose.broker_accounts import ACCOUNTS, definitions
from deploy.locks import ROOT
from tests.support.servers import ensure_rabbitmq_is_installed

from local.processes import remove_reachable_folder
from local.rabbitmq import PrivateRabbitMQ
from marketplace.organisations.orm import Organisation
from marketplace.process import PROCESS
from shared import tables
from shared.database import Database
from shared.messaging.bus import Bus, BusAway, connect
from shared.messaging.consuming import run_consumer
from shared.messaging.events import Event, Undecodable
from shared.messaging.outbox import announce
from shared.messaging.relay import Relay

SERVICES = ("registry", "marketplace", "search", "billing")
REVOKED = "avt.registry.token.revoked.v1"
PREFIX = "eco"


def example(producer: str, name: str) -> Event:
    """A contract's example, as an event of its own."""
    path = ROOT / "shared" / "contracts" / producer / f"{name}.example.json"
    return Event.from_json(path.read_bytes()).model_copy(update={"id": uuid4()})


def by_name(name: str) -> dict[str, str]:
    (account,) = (account for account in ACCOUNTS if account.name == name)
    return account.topics()


@pytest.mark.parametrize("service", SERVICES)
def test_the_accounts_may_announce_and_hear_what_their_service_does(service: str) -> None:
    handlers = importlib.import_module(f"{service}.process").PROCESS.heard
    for heard in (*handlers, REVOKED):
        assert re.search(by_name(service)["read"], heard), heard
    contracts = ROOT / "shared" / "contracts"
    if (contracts / service).is_dir():
        own = by_name(f"{service}_relay")["write"]
        for path in contracts.glob("*/*.example.json"):
            event_type = json.loads(path.read_text())["type"]
            assert bool(re.search(own, event_type)) == (path.parent.name == service), event_type


def test_only_relays_may_announce() -> None:
    assert {a.name for a in ACCOUNTS if a.topics()["write"] != "^$"} == {
        "registry_relay",
        "marketplace_relay",
        "billing_relay",
    }


def test_urls_that_share_an_account_or_have_no_password_are_refused() -> None:
    same = {account.name: "amqp://avt:secret@rabbitmq/" for account in ACCOUNTS}
    with pytest.raises(ValueError, match="of its own"):
        definitions(same)
    with pytest.raises(ValueError, match="registry_relay_broker_url has no user"):
        definitions(same | {"registry_relay": "amqp://rabbitmq/"})


@pytest.fixture(scope="module", params=["", PREFIX], ids=["plain", "prefixed"])
def broker(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[PrivateRabbitMQ, Path, str]]:
    """A node with the accounts, the secrets, and the prefix of all names."""
    ensure_rabbitmq_is_installed()
    folder = tmp_path_factory.mktemp("broker")
    for name in ("make-secrets.sh", "broker_accounts.py"):
        (folder / name).write_text((ROOT / "deploy" / "compose" / name).read_text())
    subprocess.run(["/bin/sh", folder / "make-secrets.sh"], check=True, capture_output=True)
    secrets = folder / "secrets"
    made = (secrets / "rabbitmq_definitions").read_text()
    if request.param:
        made = subprocess.run(
            ["python3", folder / "broker_accounts.py", secrets, "--prefix", request.param],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    node = PrivateRabbitMQ(folder / "node", definitions=made)
    node.start()
    yield node, secrets, request.param
    node.stop()
    remove_reachable_folder(node.folder)


@pytest.fixture
def url(broker: tuple[PrivateRabbitMQ, Path, str]) -> Callable[[str], str]:
    """The URL that an account connects with."""
    node, secrets, _ = broker

    def of(account: str) -> str:
        given = urlsplit((secrets / f"{account}_broker_url").read_text())
        port = urlsplit(node.url).port
        return f"amqp://{given.username}:{given.password}@127.0.0.1:{port}{given.path}"

    return of


@pytest.fixture
async def bus(
    broker: tuple[PrivateRabbitMQ, Path, str], url: Callable[[str], str]
) -> AsyncIterator[Callable[[str], Bus]]:
    """A bus under an account."""
    opened: list[Bus] = []

    def of(account: str) -> Bus:
        service = account.removesuffix("_relay")
        opened.append(connect(url(account), broker[2], service))
        return opened[-1]

    yield of
    await asyncio.gather(*(one.close() for one in opened))


@asynccontextmanager
async def channel(url: str) -> AsyncIterator[AbstractChannel]:
    async with await aio_pika.connect(url) as connection:
        yield await connection.channel()


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(45):
        while not await condition():
            await asyncio.sleep(0.05)


async def test_a_relay_announces_its_own_types_and_no_others(bus) -> None:
    relay = bus("registry_relay")
    await relay.publish(example("registry", "member.admitted.v1"))
    with pytest.raises(BusAway, match="ACCESS_REFUSED"):
        await relay.publish(example("marketplace", "order.confirmed.v1"))
    await relay.publish(example("registry", "member.admitted.v1"))  # and goes on


@pytest.mark.parametrize("account", ["registry", "marketplace", "search", "billing", "gateway"])
async def test_an_account_that_reads_announces_nothing(bus, account: str) -> None:
    producer = account if account in ("registry", "marketplace", "billing") else "registry"
    name = {"marketplace": "order.confirmed.v1", "billing": "invoice.issued.v1"}
    with pytest.raises(BusAway, match="ACCESS_REFUSED"):
        await bus(account).publish(example(producer, name.get(producer, "member.admitted.v1")))


async def test_a_consumer_reads_its_queue_gives_up_and_sends_again(bus) -> None:
    consumer, relay = bus("search"), bus("registry_relay")
    refusing, arrived = True, []

    async def handle(event: Event) -> None:
        if refusing:
            raise Undecodable("not today")
        arrived.append(event.id)

    subscription = await consumer.subscribe("search", ["avt.registry.member.admitted.v1"], handle)
    await asyncio.wait_for(subscription.ready(), 20)
    sent = example("registry", "member.admitted.v1")
    await relay.publish(sent)

    async def parked() -> bool:
        return [letter.id for letter in await consumer.dead_letters("search")] == [str(sent.id)]

    await until(parked)
    refusing = False
    assert await consumer.resend("search") == 1

    async def came() -> bool:
        return arrived == [sent.id]

    await until(came)
    assert await consumer.dead_letters("search") == []


async def test_the_gateway_and_the_services_hear_of_revoked_tokens(bus) -> None:
    heard: list[str] = []
    for account in ("gateway", *SERVICES):

        async def hear(event: Event, account: str = account) -> None:
            heard.append(account)

        subscription = await bus(account).listen([REVOKED], hear)
        await asyncio.wait_for(subscription.ready(), 20)
    await bus("registry_relay").publish(example("registry", "token.revoked.v1"))

    async def all_heard() -> bool:
        return sorted(heard) == sorted(("gateway", *SERVICES))

    await until(all_heard)


Attempt = Callable[[AbstractChannel, str], Awaitable[object]]


async def _lead_dead_letters_into_the_events(it: AbstractChannel, prefix: str) -> None:
    await it.declare_queue(
        f"{prefix}marketplace.listening.{uuid4().hex}",
        exclusive=True,
        arguments={
            "x-dead-letter-exchange": f"{prefix}avt.events",
            "x-dead-letter-routing-key": "avt.registry.member.admitted.v1",
        },
    )


async def _hear_of(it: AbstractChannel, prefix: str, event_type: str) -> None:
    queue = await it.declare_queue(f"{prefix}marketplace.listening.{uuid4().hex}", exclusive=True)
    await queue.bind(f"{prefix}avt.events", routing_key=event_type)


async def _publish(it: AbstractChannel, exchange: str, key: str) -> None:
    target = await it.get_exchange(exchange, ensure=False) if exchange else it.default_exchange
    await target.publish(aio_pika.Message(b"{}"), routing_key=key)


ATTEMPTS: dict[str, Attempt] = {
    "read another's queue": lambda it, p: it._channel.channel.basic_get(f"{p}search"),
    "empty another's queue": lambda it, p: it._channel.channel.queue_purge(f"{p}search"),
    "delete another's queue": lambda it, p: it.queue_delete(f"{p}search"),
    "read another's dead letters": lambda it, p: it._channel.channel.basic_get(f"{p}search.dead"),
    "send to another's queue": lambda it, p: _publish(it, f"{p}search", "again"),
    "send by the default exchange": lambda it, p: _publish(it, "", f"{p}search"),
    "delete the events exchange": lambda it, p: it.exchange_delete(f"{p}avt.events"),
    "declare another queue": lambda it, p: it.declare_queue(f"{p}marketplacex", durable=True),
    "announce through dead letters": _lead_dead_letters_into_the_events,
    "hear of everything": lambda it, p: _hear_of(it, p, "#"),
    "hear of invoices": lambda it, p: _hear_of(it, p, "avt.billing.invoice.issued.v1"),
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
async def test_an_account_is_refused_what_is_not_its_own(broker, bus, url, attempt: str) -> None:
    prefix = f"{broker[2]}." if broker[2] else ""

    async def nothing(event: Event) -> None: ...

    other = await bus("search").subscribe("search", [REVOKED], nothing)
    await asyncio.wait_for(other.ready(), 20)
    async with channel(url("marketplace")) as it:
        with pytest.raises(ChannelAccessRefused):
            await ATTEMPTS[attempt](it, prefix)


async def test_nobody_comes_in_as_guest_or_with_a_wrong_password(broker, url) -> None:
    for wrong in (broker[0].url, url("registry").replace("@", "x@")):
        with pytest.raises(AMQPConnectionError):
            await aio_pika.connect(wrong)


async def test_the_marketplace_consumes_and_announces_under_its_accounts(
    bus, fresh_database
) -> None:
    database = Database(await fresh_database("marketplace"))
    subscription = await run_consumer(
        name="marketplace", database=database, bus=bus("marketplace"), handlers=PROCESS.heard
    )
    await asyncio.wait_for(subscription.ready(), 20)
    sent = example("registry", "organisation.registered.v1")
    await bus("registry_relay").publish(sent)

    async def known() -> bool:
        async with database.transaction() as session:
            found = await session.scalar(
                sa.select(Organisation.id).where(Organisation.id == sent.data["id"])
            )
            return found is not None

    await until(known)

    fact = next(
        one for one in PROCESS.announced if one.type == "avt.marketplace.listing.published.v1"
    )
    arrived: list[str] = []

    async def note(event: Event) -> None:
        arrived.append(event.type)

    reading = await bus("billing").subscribe("billing", [fact.type], note)
    await asyncio.wait_for(reading.ready(), 20)
    async with database.transaction() as session:
        await announce(session, fact)
    assert await Relay(database, bus("marketplace_relay"), "/marketplace").drain() == 1

    async def came() -> bool:
        return arrived == [fact.type]

    await until(came)
    await subscription.close()
    await database.dispose()


async def test_a_relay_that_is_refused_keeps_its_events_and_asks_ever_more_rarely(
    bus, fresh_database
) -> None:
    database = Database(await fresh_database("marketplace"))
    async with database.transaction() as session:
        await announce(session, PROCESS.announced[0])
    with structlog.testing.capture_logs() as logs:
        task = asyncio.create_task(
            Relay(database, bus("registry_relay"), "/marketplace", poll_seconds=0.1).run()
        )

        def pauses() -> list[dict]:
            return [line for line in logs if line["event"] == "relay_paused"]

        async def several() -> bool:
            return len(pauses()) >= 4

        await until(several)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert [line["seconds"] for line in pauses()[:4]] == [0.1, 0.2, 0.4, 0.8]
    assert all("ACCESS_REFUSED" in line["error"] for line in pauses())
    async with database.transaction() as session:
        waiting = await session.scalar(
            sa.select(sa.func.count()).where(tables.outbox.c.sent_at.is_(None))
        )
    assert waiting == 1
    await database.dispose()
