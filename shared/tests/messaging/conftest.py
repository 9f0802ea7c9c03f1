"""A service's database with the platform's tables, and a line that can be cut."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
import structlog

from shared import tables
from shared.database import Database
from shared.messaging.bus import connect
from shared.messaging.bus.rabbitmq import RabbitMQBus
from shared.messaging.events import Event, Fact
from shared.messaging.outbox import announce


class DoorOpened(Fact):
    """A door was opened."""

    type = "avt.test.door.opened.v1"

    number: int


class House:
    """A service of the tests: its database, and the effects of its consumer.

    `effects` has no unique constraint on purpose: what is done twice shows.
    """

    effects = sa.Table("effects", sa.MetaData(), sa.Column("number", sa.Integer))

    def __init__(self, url: str) -> None:
        self.url = url
        self.database = Database(url)

    async def create(self) -> None:
        async with self.database.engine.begin() as connection:
            await connection.run_sync(tables.metadata.create_all)
            await connection.run_sync(self.effects.metadata.create_all)

    async def announce(self, *numbers: int) -> None:
        """Each number in a transaction of its own."""
        for number in numbers:
            async with self.database.transaction() as session:
                await announce(session, DoorOpened(id=uuid4(), version=1, number=number))

    async def unsent(self) -> list[int]:
        return await self._numbers(
            sa.select(tables.outbox.c.data["number"].as_integer())
            .where(tables.outbox.c.sent_at.is_(None))
            .order_by(tables.outbox.c.id)
        )

    async def done(self) -> list[int]:
        return await self._numbers(sa.select(self.effects.c.number).order_by("number"))

    async def _numbers(self, statement: sa.Select) -> list[int]:
        async with self.database.transaction() as session:
            return list((await session.execute(statement)).scalars())

    async def handle(self, session, event: Event) -> None:
        """The consumer's handler."""
        await session.execute(sa.insert(self.effects).values(number=event.data["number"]))


@pytest.fixture
async def house(empty_database) -> AsyncIterator[House]:
    house = House(await empty_database())
    await house.create()
    yield house
    await house.database.dispose()


@pytest.fixture(scope="session", autouse=True)
def plain_tracebacks() -> None:
    """The default for a terminal draws every frame with its variables, at a second apiece."""
    renderer = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.add_log_level, renderer])


@pytest.fixture
async def rabbit(broker_url: str, run_prefix: str) -> AsyncIterator[RabbitMQBus]:
    """A bus on the real broker with names of its own."""
    bus = connect(broker_url, run_prefix)
    assert isinstance(bus, RabbitMQBus)
    yield bus
    await bus.close()


class Recording:
    """A bus that notes what is published, and otherwise is nobody."""

    def __init__(self) -> None:
        self.published: list[Event] = []

    @property
    def numbers(self) -> list[int]:
        return [event.data["number"] for event in self.published]

    @property
    def ids(self) -> list[UUID]:
        return [event.id for event in self.published]

    async def publish(self, event: Event) -> None:
        await asyncio.sleep(0)
        self.published.append(event)


@pytest.fixture
def recording() -> Recording:
    return Recording()


class Line:
    """A TCP line to a server, which the test can cut and mend: 'the server is away'."""

    def __init__(self, url: str) -> None:
        self._parts = urlsplit(url)
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._port = 0

    @property
    def url(self) -> str:
        """The server's URL, by way of this line."""
        who = self._parts.netloc.rpartition("@")[0]
        return urlunsplit(self._parts._replace(netloc=f"{who}@127.0.0.1:{self._port}"))

    async def mend(self) -> None:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Refuse new connections and break those that are."""
        assert self._server is not None
        self._server.close()
        for writer in tuple(self._writers):
            writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(
            self._parts.hostname, self._parts.port
        )
        self._writers |= {writer, far_writer}
        await asyncio.gather(
            _copy(reader, far_writer), _copy(far_reader, writer), return_exceptions=True
        )
        self._writers -= {writer, far_writer}


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()


@pytest.fixture
async def line() -> AsyncIterator[Callable[[str], Line]]:
    """Make lines to servers by their URL; not yet connected: call `mend`."""
    made: list[Line] = []

    def make(url: str) -> Line:
        made.append(Line(url))
        return made[-1]

    yield make
    for one in made:
        await one.cut()


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = 45.0) -> None:
    async with asyncio.timeout(seconds):
        while not await condition():
            await asyncio.sleep(0.02)


@pytest.fixture(name="until")
def the_until() -> Callable[..., Awaitable[None]]:
    """Wait until an asynchronous condition holds; fail after 45 seconds."""
    return until


@pytest.fixture
def door() -> Callable[[int], DoorOpened]:
    """A fact with a number."""
    return lambda number: DoorOpened(id=uuid4(), version=1, number=number)
