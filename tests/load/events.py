"""From an announced fact to its effect in another service."""

import asyncio
from collections.abc import AsyncIterator
from typing import ClassVar

from sqlalchemy.ext.asyncio import AsyncSession
from tests.load.measuring import Figure, measure
from tests.support.databases import Databases
from tests.support.servers import Servers

from shared import tables
from shared.database import Database
from shared.ids import new_id
from shared.messaging.bus import connect
from shared.messaging.consuming import run_consumer
from shared.messaging.events import Event, Fact
from shared.messaging.outbox import announce
from shared.messaging.relay import Relay
from shared.testing.broker import demolish


class Measured(Fact):
    """A fact of this benchmark."""

    type: ClassVar[str] = "avt.bench.fact.measured.v1"
    text: str


def _fact(number: int) -> Measured:
    return Measured(id=new_id(), version=1, text=f"fact {number} " + "x" * 400)


async def run(servers: Servers, databases: Databases) -> AsyncIterator[Figure]:
    """Announce, relay and consume over both transports."""
    for name, url in (("in-process", "memory://"), ("RabbitMQ", servers.rabbitmq_url)):
        producer = Database(await databases.empty())
        consumer = Database(await databases.empty())
        for database in (producer, consumer):
            async with database.engine.begin() as connection:
                await connection.run_sync(tables.metadata.create_all)
        prefix = f"{servers.run}-bench-"
        bus = connect(url, prefix=prefix)
        arrived: asyncio.Queue[str] = asyncio.Queue()

        async def handle(
            session: AsyncSession, event: Event, arrived: asyncio.Queue[str] = arrived
        ) -> None:
            arrived.put_nowait(event.subject)

        async def announce_one(number: int, producer: Database = producer) -> None:
            async with producer.transaction() as session:
                await announce(session, _fact(number))

        subscription = await run_consumer(
            name="bench", database=consumer, bus=bus, handlers={Measured.type: handle}
        )
        await subscription.ready()
        if name == "in-process":
            yield await measure("announce a fact (outbox row)", announce_one, operations=1000)
            while await Relay(producer, bus, "/bench").drain():
                pass
            arrived = _emptied(arrived)
        relay = asyncio.create_task(Relay(producer, bus, "/bench").run())
        await asyncio.sleep(0.5)

        async def there(number: int, arrived: asyncio.Queue[str] = arrived) -> None:
            await announce_one(number)
            await arrived.get()

        yield await measure(f"announce to effect, {name}", there, operations=300)

        async def many(number: int, arrived: asyncio.Queue[str] = arrived) -> None:
            for index in range(100):
                await announce_one(index)
            for _ in range(100):
                await arrived.get()

        yield await measure(
            f"100 facts from announce to effect, {name}", many, operations=5, warmup=1
        )
        relay.cancel()
        await asyncio.wait([relay])
        await subscription.close()
        await bus.close()
        if url == servers.rabbitmq_url:
            await demolish(url, prefix=prefix, queues=["bench"])
        for database in (producer, consumer):
            await database.dispose()
            await databases.drop(database.url.replace("+asyncpg", ""))


def _emptied(queue: asyncio.Queue[str]) -> asyncio.Queue[str]:
    while not queue.empty():
        queue.get_nowait()
    return queue
