"""Search says when there is nothing to search in, and when the index stays behind."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx
import pytest
from services.search.tests.builders import listing
from structlog.testing import capture_logs

from search.engines.embedded import EmbeddedWriter, index_folder
from search.indexing.indexer import Indexer
from search.indexing.use_cases import ask_for_rebuild
from search.settings import Settings
from shared.database import Database
from shared.messaging.consuming import EventProcessor


async def ready(client: httpx.AsyncClient) -> tuple[int, str, dict[str, Any]]:
    answer = await client.get("/readyz")
    body = answer.json()
    return answer.status_code, body["status"], body["checks"]


async def found(client: httpx.AsyncClient) -> set[str]:
    answer = await client.get("/v1/search/documents")
    return {hit["id"] for hit in answer.json().get("items", [])}


async def test_an_index_that_was_never_built_is_not_ready(
    client: httpx.AsyncClient, indexer: Indexer, database: Database
) -> None:
    status, said, checks = await ready(client)
    assert (status, said) == (503, "unavailable")
    assert checks["index"]["stops_traffic"] is True
    assert "never been built" in checks["index"]["detail"]
    assert checks["database"]["status"] == "ok"
    await indexer.drain()
    assert (await ready(client))[:2] == (200, "ok")
    # Being written anew is no reason to stop: searches see the old one meanwhile.
    async with database.transaction() as session:
        await ask_for_rebuild(session)
    assert (await ready(client))[:2] == (200, "ok")


async def test_a_search_without_an_index_is_refused_as_long_as_readiness_says_so(
    client: httpx.AsyncClient, indexer: Indexer, settings: Settings
) -> None:
    async def refused() -> None:
        answer = await client.get("/v1/search/documents")
        assert (answer.status_code, answer.json()["code"]) == (503, "index_not_ready")
        assert int(answer.headers["retry-after"]) > 0
        assert (await ready(client))[0] == 503

    await refused()
    await indexer.drain()
    assert (await client.get("/v1/search/documents")).json()["total"] == 0
    settings.index_path.rename(settings.index_path.with_name("away"))
    await refused()
    await indexer.drain()
    assert (await client.get("/v1/search/documents")).status_code == 200


async def test_an_index_that_cannot_be_read_stops_traffic(
    client: httpx.AsyncClient, indexer: Indexer, settings: Settings
) -> None:
    await indexer.drain()
    (index_folder(settings.index_path) / "meta.json").write_text("{")
    status, _, checks = await ready(client)
    assert (status, checks["engine"]["status"]) == (503, "failing")
    assert checks["engine"]["detail"] == "the index cannot be opened"


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the indexer would have paused each time; it pauses a moment instead."""
    seconds: list[float] = []
    sleep = asyncio.sleep

    async def nap(delay: float) -> None:
        if delay >= 0.1:  # shorter ones are those of this test
            seconds.append(delay)
        await sleep(0.001)

    monkeypatch.setattr("shared.leading.asyncio.sleep", nap)
    monkeypatch.setattr("shared.backoff.spread", lambda seconds: seconds)
    return seconds


async def test_an_index_that_cannot_be_written_is_told_and_tried_ever_more_seldom(
    client: httpx.AsyncClient,
    database: Database,
    settings: Settings,
    handle: EventProcessor,
    naps: list[float],
) -> None:
    writer = EmbeddedWriter(settings.index_path)
    await Indexer(database, writer).drain()
    # A file where the folder should be: as unwritable for root as a read-only disk for others.
    elsewhere = settings.index_path.parent / "no folder"
    elsewhere.write_text("")
    broken = Indexer(database, EmbeddedWriter(elsewhere))
    await handle(listing(uuid4(), uuid4()))
    with capture_logs() as logs:
        running = asyncio.create_task(broken.run())
        async with asyncio.timeout(20):
            while len(naps) < 9:
                await asyncio.sleep(0.01)
        running.cancel()
        await asyncio.wait([running])
    assert {entry["event"] for entry in logs} == {"indexer_paused"}
    assert naps[:8] == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10.0]
    status, said, checks = await ready(client)
    assert (status, said) == (200, "degraded")
    assert checks["indexer"]["stops_traffic"] is False
    assert "the index could not be written" in checks["indexer"]["detail"]

    running = asyncio.create_task(Indexer(database, writer).run())
    async with asyncio.timeout(20):
        while (await ready(client))[1] != "ok":
            await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.wait([running])
    await writer.close()


async def test_the_indexer_goes_on_by_itself_when_a_folder_that_was_away_is_back(
    client: httpx.AsyncClient,
    database: Database,
    settings: Settings,
    handle: EventProcessor,
    naps: list[float],
) -> None:
    writer = EmbeddedWriter(settings.index_path)
    running = asyncio.create_task(Indexer(database, writer).run())
    first, second = uuid4(), uuid4()
    async with asyncio.timeout(20):
        await handle(listing(first, uuid4()))
        while await found(client) != {str(first)}:
            await asyncio.sleep(0.01)
        away = settings.index_path.rename(settings.index_path.with_name("away"))
        settings.index_path.write_text("")
        await handle(listing(second, uuid4()))
        while len(naps) < 5:
            await asyncio.sleep(0.01)
        assert not running.done()
        settings.index_path.unlink()
        away.rename(settings.index_path)
        while await found(client) != {str(first), str(second)}:
            await asyncio.sleep(0.01)
        while (await ready(client))[1] != "ok":
            await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.wait([running])
    assert running.cancelled()
    await writer.close()
