"""The indexer as it runs beside the consumer, or beside the API where all is one process."""

from typing import NoReturn

from prometheus_client import CollectorRegistry

from search.engines.choice import open_writer
from search.indexing.indexer import Indexer
from search.settings import Settings
from shared.database import Database
from shared.messaging.bus import Bus


async def run_indexer(
    settings: Settings,
    database: Database,
    bus: Bus | None = None,
    registry: CollectorRegistry | None = None,
) -> NoReturn:
    """Follow the documents table with the index that `settings` name, until cancelled.

    `bus` is not used: it is what every process beside a consumer is given.
    """
    writer = open_writer(settings)
    try:
        await Indexer(database, writer, registry=registry).run()
    finally:
        await writer.close()
