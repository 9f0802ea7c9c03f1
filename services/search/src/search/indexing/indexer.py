"""The indexer: the one writer of the index, which follows the documents table.

    wait for NOTIFY (or a second) -> read changed rows -> write them to the index -> note it

It may be killed between any two of these steps. What was written and not yet
noted is written again, which changes nothing. An index that was lost, or made by
another analysis, has another identity than the one noted here: then all of it is
written again. Several indexers of one deployment take turns by an advisory lock.
"""

from collections.abc import AsyncIterator, Sequence
from typing import Any, Final, NoReturn
from uuid import UUID

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge
from sqlalchemy import func

from search.documents.orm import CHANNEL
from search.engines.port import EngineUnavailable, Entry, IndexWriter
from search.indexing import repository
from search.indexing.orm import IndexState
from search.indexing.repository import Change
from shared.database import Database
from shared.failures import is_infrastructure
from shared.leading import POLL_SECONDS, Leader
from shared.locks import lock_named

_LOCK: Final = lock_named("search.indexer")

BATCH: Final = 500
SHORTEST_GATHERING: Final = 0.02
LONGEST_GATHERING: Final = 0.5
"""After a change the indexer waits for more: nine times as long as the last round took, within
these bounds, so that a stream of changes costs it a tenth of the time and a single one no wait."""

log = structlog.get_logger(__name__)


class IndexerMetrics:
    """The numbers of the indexer, in the registry of its own app."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.written = Counter(
            "avt_search_indexed",
            "Documents written to or taken out of the index",
            registry=registry,
        )
        self.rebuilt = Counter(
            "avt_search_index_rebuilt", "Times the whole index was written", registry=registry
        )
        self.leads = Gauge(
            "avt_search_indexer_leads", "1 while this indexer holds the lock", registry=registry
        )


class Indexer:
    """Keeps the index of `writer` equal to the documents in `database`."""

    def __init__(
        self,
        database: Database,
        writer: IndexWriter,
        *,
        batch: int = BATCH,
        poll_seconds: float = POLL_SECONDS,
        registry: CollectorRegistry | None = None,
    ) -> None:
        self._database = database
        self._writer = writer
        self._batch = batch
        # Without a registry the numbers are counted and shown to nobody.
        self._metrics = IndexerMetrics(registry or CollectorRegistry())
        self._leader = Leader(
            database,
            lock=_LOCK,
            channel=CHANNEL,
            paused="indexer_paused",
            poll_seconds=poll_seconds,
            gathering=_gathering,
            leads=self._metrics.leads,
        )
        self._can_write: bool | None = None

    async def run(self) -> NoReturn:
        """Follow the table until cancelled, through every absence of the database or the engine."""
        await self._leader.run(self._turn, on_failure=self._note_failure)

    async def _turn(self) -> bool:
        await self._note_success(await self.drain())
        return False

    async def drain(self) -> int:
        """Bring the index up to date, and return how many documents that took.

        Raises what prevents it: EngineUnavailable, or what the database driver raises.
        """
        done = 0
        while True:
            async with self._database.transaction() as session:
                state = await repository.index_state(session)
                noted = state.identity if state else None
                found = await repository.changed_documents(session, limit=self._batch)
            if noted is None or await self._writer.identity() != noted:
                await self._rebuild()
                continue
            if not found:
                return done
            await self._writer.write(
                [change.entry for change in found if change.entry is not None],
                [str(change.id) for change in found if change.entry is None],
            )
            async with self._database.transaction() as session:
                await repository.note_held(session, found)
            done += len(found)
            self._metrics.written.inc(len(found))
            if len(found) < self._batch:
                return done

    async def _note_success(self, done: int) -> None:
        """Tell the API that the index can be written; not each second, but when it says more."""
        if done or self._can_write is not True:
            await self._tell(written_at=func.clock_timestamp(), failing_since=None, failure=None)
            self._can_write = True

    async def _note_failure(self, error: Exception) -> None:
        """Tell the API why the index cannot be written; where the database is away it knows."""
        if not isinstance(error, EngineUnavailable) and is_infrastructure(error):
            return
        reason = str(error) if isinstance(error, EngineUnavailable) else type(error).__name__
        since = func.coalesce(IndexState.failing_since, func.clock_timestamp())
        try:
            await self._tell(failing_since=since, failure=reason)
            self._can_write = False
        except Exception as untold:
            log.warning("indexer_failure_untold", error=repr(untold))

    async def _tell(self, **values: Any) -> None:
        async with self._database.transaction() as session:
            await repository.note_state(session, **values)

    async def _rebuild(self) -> None:
        """Write the whole index; what changes meanwhile stays marked and follows after."""
        seen: list[Change] = []

        async def all_entries() -> AsyncIterator[Sequence[Entry]]:
            after: UUID | None = None
            while True:
                async with self._database.transaction() as session:
                    found = await repository.all_documents(session, after=after, limit=self._batch)
                if not found:
                    return
                after = found[-1].id
                seen.extend(Change(one.id, one.revision, None) for one in found)
                yield [one.entry for one in found if one.entry is not None]

        identity = await self._writer.replace(all_entries())
        async with self._database.transaction() as session:
            for start in range(0, len(seen), self._batch):
                await repository.note_held(session, seen[start : start + self._batch])
            await repository.note_state(session, identity=identity, built_at=func.clock_timestamp())
        self._metrics.rebuilt.inc()
        log.info("index_rebuilt", documents=len(seen))


def _gathering(took: float) -> float:
    return min(max(9 * took, SHORTEST_GATHERING), LONGEST_GATHERING)
