"""What the search service's tests share: a database, its consumer, its indexer, its API."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr
from tests.support.databases import Databases

from search.app import create_app
from search.engines.embedded import EmbeddedWriter
from search.indexing.indexer import Indexer
from search.nouns import NOUNS
from search.settings import Settings
from shared.database import Database
from shared.messaging.consuming import EventProcessor
from shared.tokens import KeySource


def _settings(database_url: str, folder: Path) -> Settings:
    return Settings(
        database_url=database_url,
        broker_url="memory://search-tests",
        secret_key=SecretStr("a key that only tests have, 32 or more"),
        environment="test",
        index_path=folder / "index",
    )


@pytest.fixture
async def settings(fresh_database: Callable[[str], Awaitable[str]], tmp_path: Path) -> Settings:
    return _settings(await fresh_database("search"), tmp_path)


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    database = Database(settings.database_url)
    yield database
    await database.dispose()


@pytest.fixture
def handle(database: Database) -> EventProcessor:
    """The consumer's path of one event: transaction, inbox, handler."""
    return EventProcessor(name="search", database=database, handlers=NOUNS.handlers)


@pytest.fixture
async def writer(settings: Settings) -> AsyncIterator[EmbeddedWriter]:
    writer = EmbeddedWriter(settings.index_path)
    yield writer
    await writer.close()


@pytest.fixture
def indexer(database: Database, writer: EmbeddedWriter) -> Indexer:
    return Indexer(database, writer, batch=10)


@pytest.fixture
async def client(settings: Settings, key_source: KeySource) -> AsyncIterator[httpx.AsyncClient]:
    async with _client_of(settings, key_source) as client:
        yield client


@pytest.fixture(scope="module")
async def idle_database(databases: Databases) -> AsyncIterator[Database]:
    """A database for a whole module's tests, of which each leaves it as it was: empty."""
    url = await databases.fresh("search")
    database = Database(url)
    yield database
    await database.dispose()
    await databases.drop(url)


@pytest.fixture(scope="module")
def idle_handle(idle_database: Database) -> EventProcessor:
    return EventProcessor(name="search", database=idle_database, handlers=NOUNS.handlers)


@pytest.fixture(scope="module")
async def idle_client(
    idle_database: Database, key_source: KeySource, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[httpx.AsyncClient]:
    """The API over `idle_database`, with nothing to find."""
    settings = _settings(idle_database.url, tmp_path_factory.mktemp("idle"))
    async with _client_of(settings, key_source) as client:
        yield client


@asynccontextmanager
async def _client_of(settings: Settings, key_source: KeySource) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(settings, keys=key_source)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://search.test") as client,
    ):
        yield client
