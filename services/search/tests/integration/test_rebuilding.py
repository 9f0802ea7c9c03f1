"""Catching up from the producers' event logs."""

from collections.abc import Callable
from uuid import uuid4

import httpx
import pytest
from services.search.tests.builders import competence, listing, organisation
from sqlalchemy import select

from search.documents.orm import Document
from search.rebuilding import feed_clients, forget_everything, rebuild
from search.settings import Settings
from shared.database import Database
from shared.messaging.consuming import EventProcessor
from shared.messaging.events import Event
from shared.messaging.feeds import EventsPage, Position

PAGE = 2


def _producer(*events: Event) -> httpx.AsyncClient:
    """A producer whose log holds these events, in pages of two."""

    def answer(request: httpx.Request) -> httpx.Response:
        after = request.url.params.get("after")
        start = Position.parse(after).id if after else 0
        items = list(events[start : start + PAGE])
        page = EventsPage(
            items=items,
            next=str(Position(1, start + len(items))),
            more=start + PAGE < len(events),
        )
        return httpx.Response(200, content=page.model_dump_json())

    return httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://producer.test")


@pytest.fixture
def shown(database: Database) -> Callable[..., object]:
    async def shown() -> set[object]:
        async with database.transaction() as session:
            return set(await session.scalars(select(Document.id).where(Document.shown)))

    return shown


async def test_a_search_that_comes_later_reads_what_was_announced_before(
    database: Database, handle: EventProcessor, shown: Callable[..., object]
) -> None:
    provider_id, competence_id, ids = uuid4(), uuid4(), [uuid4() for _ in range(3)]
    listings = [listing(one, provider_id) for one in ids]
    withdrawn = listing(ids[0], provider_id, version=3, status="withdrawn")
    await handle(listings[1])  # came by the broker already
    await rebuild(
        database,
        clients={
            "registry": _producer(
                organisation(provider_id), competence(competence_id, provider_id)
            ),
            "marketplace": _producer(*listings, withdrawn),
        },
    )
    assert await shown() == {provider_id, competence_id, *ids[1:]}  # type: ignore[misc]


async def test_a_projection_that_was_forgotten_is_the_same_after_rebuilding(
    database: Database, handle: EventProcessor, shown: Callable[..., object]
) -> None:
    provider_id, listing_id = uuid4(), uuid4()
    known, published = organisation(provider_id), listing(listing_id, provider_id)
    await handle(known)
    await handle(published)
    async with database.transaction() as session:
        await forget_everything(session)
    assert await shown() == set()  # type: ignore[misc]
    clients = {"registry": _producer(known), "marketplace": _producer(published)}
    await rebuild(database, clients=clients)
    assert await shown() == {provider_id, listing_id}  # type: ignore[misc]


async def test_a_producer_that_refuses_is_reported(database: Database) -> None:
    refusing = httpx.AsyncClient(
        transport=httpx.MockTransport(lambda _: httpx.Response(403)),
        base_url="http://producer.test",
    )
    with pytest.raises(httpx.HTTPStatusError):
        await rebuild(database, clients={"registry": refusing})


def test_rebuilding_needs_to_know_the_producers(settings: Settings) -> None:
    with pytest.raises(ValueError, match="registry_url"):
        feed_clients(settings)
