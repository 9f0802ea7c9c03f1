"""Catching up from the producers' event logs: for a search that comes later, or starts anew."""

from collections.abc import Mapping

import httpx
import structlog
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from search.documents.orm import Document
from search.indexing.use_cases import ask_for_rebuild
from search.nouns import NOUNS
from search.reputation.orm import Review
from search.settings import Settings
from search.taxonomy.orm import Taxonomy
from shared.database import Database
from shared.messaging.consuming import EventProcessor
from shared.messaging.feeds import catch_up
from shared.tables import inbox

CONSUMER = "search"
"""The name of the queue and of the inbox's consumer; it stays the same for ever."""

log = structlog.get_logger(__name__)


async def rebuild(database: Database, *, clients: Mapping[str, httpx.AsyncClient]) -> None:
    """Apply every event that the producers still keep and that we have not seen.

    `clients`: per producer one with its base URL and a token with the scope
    feeds:read. The consumer may run meanwhile and should have run once before, so
    that its queue collects what is announced from now on. Raises
    httpx.HTTPStatusError when a producer refuses.
    """
    handle = EventProcessor(name=CONSUMER, database=database, handlers=NOUNS.handlers)
    for producer, client in clients.items():
        position = await catch_up(client, producer=producer, handle=handle)
        log.info("caught_up", producer=producer, position=position)


async def forget_everything(session: AsyncSession) -> None:
    """Empty the projection and what we noted as seen, so that `rebuild` applies all again."""
    for table in (Document, Review, Taxonomy):
        await session.execute(delete(table))
    await session.execute(delete(inbox).where(inbox.c.consumer == CONSUMER))
    await ask_for_rebuild(session)


def feed_clients(settings: Settings) -> dict[str, httpx.AsyncClient]:
    """Clients for both producers. Raises ValueError when a URL or the token is not set."""
    if not (settings.registry_url and settings.marketplace_url and settings.feed_token):
        raise ValueError("rebuild needs registry_url, marketplace_url and feed_token")
    headers = {"Authorization": f"Bearer {settings.feed_token.get_secret_value()}"}
    return {
        producer: httpx.AsyncClient(base_url=url, headers=headers, timeout=30)
        for producer, url in (
            ("registry", settings.registry_url),
            ("marketplace", settings.marketplace_url),
        )
    }
