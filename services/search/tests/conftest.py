"""What the search service's tests share: a database, its consumer, its indexer, its API."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from search.app import create_app
from search.consumers import HANDLERS
from search.engines.embedded import EmbeddedWriter
from search.indexing.indexer import Indexer
from search.settings import Settings
from shared.consuming import EventProcessor
from shared.database import Database


@pytest.fixture
async def settings(fresh_database: Callable[[str], Awaitable[str]], tmp_path: Path) -> Settings:
    return Settings(
        database_url=await fresh_database("search"),
        broker_url="memory://search-tests",
        secret_key=SecretStr("a key that only tests have, 32 or more"),
        environment="test",
        index_path=tmp_path / "index",
    )


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    database = Database(settings.database_url)
    yield database
    await database.dispose()


@pytest.fixture
def handle(database: Database) -> EventProcessor:
    """The consumer's path of one event: transaction, inbox, handler."""
    return EventProcessor(name="search", database=database, handlers=HANDLERS)


@pytest.fixture
async def writer(settings: Settings) -> AsyncIterator[EmbeddedWriter]:
    writer = EmbeddedWriter(settings.index_path)
    yield writer
    await writer.close()


@pytest.fixture
def indexer(database: Database, writer: EmbeddedWriter) -> Indexer:
    return Indexer(database, writer, batch=10)


@pytest.fixture
async def client(settings: Settings, key_source: object) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(settings, keys=key_source)  # type: ignore[arg-type]
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://search.test") as client,
    ):
        yield client
