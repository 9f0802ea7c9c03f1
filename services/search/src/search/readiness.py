"""Readiness: search can do its work when there is an index and its engine answers.

The indexer writes in another process, and notes in the database how that goes.
"""

from collections.abc import Sequence

from search.engines.port import EngineUnavailable, SearchEngine
from search.indexing.repository import index_state
from shared.database import Database
from shared.readiness import Need


def needs_of_the_api(database: Database, engine: SearchEngine) -> Sequence[Need]:
    """What searching needs beside database, keys and broker."""
    return (
        _engine_answers(engine),
        _index_was_built(database),
        index_can_be_written(database),
    )


def _engine_answers(engine: SearchEngine) -> Need:
    async def ask() -> str | None:
        try:
            await engine.check()
        except EngineUnavailable as error:
            return str(error)
        return None

    return Need("engine", ask, stops_traffic=True)


def _index_was_built(database: Database) -> Need:
    """An index that never was would answer every question with nothing, as if that were true."""

    async def ask() -> str | None:
        async with database.transaction() as session:
            state = await index_state(session)
        return (
            None
            if state and state.built_at
            else "the index has never been built: the consumer builds it"
        )

    return Need("index", ask, stops_traffic=True)


def index_can_be_written(database: Database) -> Need:
    """Searches still find what was there; what changed since is not found."""

    async def ask() -> str | None:
        async with database.transaction() as session:
            state = await index_state(session)
        if state is None or state.failure is None or state.failing_since is None:
            return None
        since = state.failing_since.isoformat(timespec="seconds")
        return f"since {since} the index does not follow: {state.failure}"

    return Need("indexer", ask, stops_traffic=False)
