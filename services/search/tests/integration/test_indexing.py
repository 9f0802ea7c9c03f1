"""The index follows the table, whatever happens in between."""

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Sequence
from uuid import UUID, uuid4

import pytest
from services.search.tests.builders import competence, listing, organisation, taxonomy
from sqlalchemy import func, select

from search.documents.consumers import on_listing, on_organisation
from search.documents.orm import Document
from search.engines.embedded import EmbeddedEngine, EmbeddedWriter
from search.engines.port import EngineUnavailable, Entry, IndexNotReady, Search
from search.indexing.indexer import Indexer
from search.indexing.running import run_indexer
from search.indexing.use_cases import ask_for_rebuild
from search.language.analysis import ANALYSER
from search.settings import Settings
from shared.database import Database
from shared.messaging.consuming import EventProcessor


@pytest.fixture
def engine(settings: Settings) -> EmbeddedEngine:
    return EmbeddedEngine(settings.index_path)


async def _found(engine: EmbeddedEngine, q: str = "", **filters: tuple[str, ...]) -> set[UUID]:
    answer = await engine.search(Search(terms=ANALYSER.query(q), filters=filters, limit=200))
    return {UUID(hit.id) for hit in answer.hits}


async def _waiting(database: Database) -> int:
    async with database.transaction() as session:
        rows = select(func.count()).where(
            Document.indexed_revision.is_distinct_from(Document.revision)
        )
        return await session.scalar(rows) or 0


async def test_a_drained_index_holds_what_is_shown_and_nothing_waits(
    handle: EventProcessor, indexer: Indexer, engine: EmbeddedEngine, database: Database
) -> None:
    organisation_id = uuid4()
    ids = [uuid4() for _ in range(25)]
    for one in ids:
        await handle(listing(one, organisation_id))
    await handle(listing(ids[0], organisation_id, version=3, status="withdrawn"))
    await indexer.drain()
    assert await _found(engine) == set(ids[1:])
    assert await _waiting(database) == 0
    assert await indexer.drain() == 0


async def test_a_withdrawal_takes_the_document_out_of_the_index(
    handle: EventProcessor, indexer: Indexer, engine: EmbeddedEngine
) -> None:
    listing_id, provider_id = uuid4(), uuid4()
    await handle(listing(listing_id, provider_id))
    await indexer.drain()
    assert await _found(engine, "skaņas ieraksts") == {listing_id}
    await handle(listing(listing_id, provider_id, version=3, status="withdrawn"))
    assert await indexer.drain() == 1
    assert await _found(engine) == set()


async def test_a_listing_is_found_by_its_provider_once_that_is_known_and_after_its_rename(
    handle: EventProcessor, indexer: Indexer, engine: EmbeddedEngine
) -> None:
    listing_id, provider_id = uuid4(), uuid4()
    await handle(listing(listing_id, provider_id))
    await indexer.drain()
    assert await _found(engine, "baltijas") == set()
    await handle(organisation(provider_id))
    await indexer.drain()
    assert await _found(engine, "baltijas kadri") == {listing_id, provider_id}
    await handle(organisation(provider_id, version=2, name="SIA Dzintara ainas"))
    await indexer.drain()
    assert await _found(engine, "dzintars") == {listing_id, provider_id}
    assert await _found(engine, "baltijas kadri") == set()


async def test_a_rename_while_a_listing_is_being_stored_does_not_miss_it(
    handle: EventProcessor, indexer: Indexer, engine: EmbeddedEngine, database: Database
) -> None:
    """Were the rename not to wait, it would mark only what is committed before it."""
    provider_id, listing_id = uuid4(), uuid4()
    await handle(organisation(provider_id))
    await indexer.drain()
    may_commit = asyncio.Event()

    async def rename() -> None:
        async with database.transaction() as session:
            await on_organisation(
                session, organisation(provider_id, version=2, name="SIA Dzintara ainas")
            )
            await may_commit.wait()

    async with database.transaction() as session:
        await on_listing(session, listing(listing_id, provider_id))
        renaming = asyncio.create_task(rename())
        await asyncio.sleep(0.3)
    draining = asyncio.create_task(indexer.drain())
    await asyncio.sleep(0.3)
    may_commit.set()
    await renaming
    await draining
    await indexer.drain()
    assert await _found(engine, "dzintara ainas") == {provider_id, listing_id}


async def test_a_competence_lies_in_the_region_of_its_organisation(
    handle: EventProcessor, indexer: Indexer, engine: EmbeddedEngine
) -> None:
    competence_id, organisation_id = uuid4(), uuid4()
    await handle(competence(competence_id, organisation_id))
    await handle(organisation(organisation_id, region="kurzeme"))
    await indexer.drain()
    assert await _found(engine, kind=("competence",), region=("kurzeme",)) == {competence_id}
    assert competence_id in await _found(engine, "montāža Kurzemē")


async def test_labels_of_the_taxonomy_are_found_in_every_language_and_follow_it(
    handle: EventProcessor, indexer: Indexer, engine: EmbeddedEngine
) -> None:
    listing_id = uuid4()
    await handle(listing(listing_id, uuid4(), title={"lv": "Balss"}, description={}))
    await handle(taxonomy(lv="Ierakstu studijas", en="Recording studios"))
    await indexer.drain()
    assert await _found(engine, "recording studio") == {listing_id}
    await handle(taxonomy(version=2, lv="Skaņotava", en="Sound workshops"))
    await indexer.drain()
    assert await _found(engine, "workshop") == {listing_id}


class Crashing:
    """A writer that writes and then dies before it can tell."""

    def __init__(self, writer: EmbeddedWriter) -> None:
        self._writer = writer
        self.crash = False

    async def identity(self) -> str | None:
        return await self._writer.identity()

    async def write(self, upserts: Sequence[Entry], deletions: Sequence[str]) -> None:
        await self._writer.write(upserts, deletions)
        self._die()

    async def replace(self, batches: AsyncIterator[Sequence[Entry]]) -> str:
        identity = await self._writer.replace(batches)
        self._die()
        return identity

    async def close(self) -> None:
        await self._writer.close()

    def _die(self) -> None:
        if self.crash:
            raise EngineUnavailable("killed between the index and the table")


async def test_a_crash_between_index_and_table_is_repaired_by_the_next_run(
    handle: EventProcessor, writer: EmbeddedWriter, engine: EmbeddedEngine, database: Database
) -> None:
    crashing = Crashing(writer)
    indexer = Indexer(database, crashing)
    await handle(listing(uuid4(), uuid4()))
    await indexer.drain()
    for _ in range(3):
        await handle(listing(uuid4(), uuid4()))
        crashing.crash = True
        with pytest.raises(EngineUnavailable):
            await indexer.drain()
        assert await _waiting(database) == 1
        crashing.crash = False
        assert await indexer.drain() == 1
    assert len(await _found(engine)) == 4


async def test_a_crash_at_the_end_of_a_rebuild_has_it_done_again(
    handle: EventProcessor, writer: EmbeddedWriter, engine: EmbeddedEngine, database: Database
) -> None:
    crashing = Crashing(writer)
    crashing.crash = True
    indexer = Indexer(database, crashing)
    listing_id = uuid4()
    await handle(listing(listing_id, uuid4()))
    with pytest.raises(EngineUnavailable):
        await indexer.drain()
    crashing.crash = False
    await indexer.drain()
    assert await _found(engine) == {listing_id}
    assert await _waiting(database) == 0


async def test_what_changes_while_the_index_is_rebuilt_is_not_lost(
    handle: EventProcessor, writer: EmbeddedWriter, engine: EmbeddedEngine, database: Database
) -> None:
    early, late = uuid4(), uuid4()
    provider_id = uuid4()

    class Interrupted(Crashing):
        async def replace(self, batches: AsyncIterator[Sequence[Entry]]) -> str:
            identity = await self._writer.replace(batches)
            await handle(listing(early, provider_id, version=3, title={"lv": "Gaismas noma"}))
            await handle(listing(late, provider_id))
            return identity

    await handle(listing(early, provider_id))
    await Indexer(database, Interrupted(writer)).drain()
    assert await _found(engine, "gaismu") == {early}
    assert await _found(engine) == {early, late}


async def test_an_index_that_was_lost_is_written_anew(
    handle: EventProcessor, database: Database, settings: Settings
) -> None:
    ids = {uuid4() for _ in range(3)}
    for one in ids:
        await handle(listing(one, uuid4()))
    first = EmbeddedWriter(settings.index_path)
    await Indexer(database, first).drain()
    await first.close()
    shutil.rmtree(settings.index_path)
    second = EmbeddedWriter(settings.index_path)
    await Indexer(database, second).drain()
    await second.close()
    assert await _found(EmbeddedEngine(settings.index_path)) == ids


async def test_an_asked_for_rebuild_also_drops_what_the_table_no_longer_has(
    handle: EventProcessor,
    indexer: Indexer,
    writer: EmbeddedWriter,
    engine: EmbeddedEngine,
    database: Database,
) -> None:
    listing_id = uuid4()
    await handle(listing(listing_id, uuid4()))
    await indexer.drain()
    stray = Entry(str(uuid4()), {"kind": ["listing"]}, {}, {}, "", None, 0)
    await writer.write([stray], [])
    assert len(await _found(engine)) == 2
    async with database.transaction() as session:
        await ask_for_rebuild(session)
    await indexer.drain()
    assert await _found(engine) == {listing_id}


async def _found_so_far(engine: EmbeddedEngine) -> set[UUID]:
    """Nothing as long as the indexer has not built its first index."""
    try:
        return await _found(engine)
    except IndexNotReady:
        return set()


async def _until_found(engine: EmbeddedEngine, listing_id: UUID, seconds: float) -> float:
    started = time.perf_counter()
    while listing_id not in await _found_so_far(engine):
        assert time.perf_counter() - started < seconds
        await asyncio.sleep(0.01)
    return time.perf_counter() - started


async def test_the_running_indexer_makes_a_new_listing_findable_within_two_seconds(
    handle: EventProcessor, engine: EmbeddedEngine, settings: Settings, database: Database
) -> None:
    running = asyncio.create_task(run_indexer(settings, database))
    try:
        for _ in range(3):
            listing_id = uuid4()
            await handle(listing(listing_id, uuid4()))
            await _until_found(engine, listing_id, 2)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_of_two_indexers_one_works_and_the_other_takes_over_when_it_ends(
    handle: EventProcessor, engine: EmbeddedEngine, settings: Settings, database: Database
) -> None:
    first = asyncio.create_task(run_indexer(settings, database))
    listing_id = uuid4()
    await handle(listing(listing_id, uuid4()))
    await _until_found(engine, listing_id, 5)
    second = asyncio.create_task(run_indexer(settings, database))
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    try:
        later = uuid4()
        await handle(listing(later, uuid4()))
        await _until_found(engine, later, 10)
    finally:
        second.cancel()
        await asyncio.gather(second, return_exceptions=True)
