"""The sample's events take a short cut, and arrive as if they had taken the long way."""

import sqlalchemy as sa

from local.parts import PARTS
from local.sample import Sample, sample_cluster
from local.sample.delivery import Consumer, deliver
from local.sample.loading import SampleLoader
from marketplace.organisations.orm import Organisation
from search.documents.orm import Document
from shared.database import Database
from shared.messaging.bus import connect
from shared.messaging.consuming import run_consumer
from shared.messaging.relay import Relay
from shared.tables import inbox, outbox


def a_small_sample() -> Sample:
    whole = sample_cluster()
    chosen = whole.founding_members[:3]
    keys = {one.key for one in chosen}
    return Sample(
        organisations=chosen,
        competences=tuple(one for one in whole.competences if one.organisation in keys),
        listings=tuple(one for one in whole.listings if one.organisation in keys),
        equipment=tuple(one for one in whole.equipment if one.organisation in keys),
    )


class Loaded:
    """Registry, marketplace and search with a small sample in them."""

    def __init__(self, urls):
        self.databases = {name: Database(url) for name, url in urls.items()}
        self.sample = a_small_sample()
        self.consumers = [
            Consumer(name, self.databases[name], PARTS[name].heard)
            for name in ("marketplace", "search")
        ]
        self.advanced = 0

    async def load(self):
        loader = SampleLoader(
            self.sample,
            registry=self.databases["registry"],
            marketplace=self.databases["marketplace"],
            advance=lambda what, more: None,
        )
        await loader.load_organisations()
        await self.deliver("registry")
        await loader.load_competences()
        await loader.load_offers()
        await self.deliver("registry")
        await self.deliver("marketplace")

    async def deliver(self, source):
        def advance(more):
            self.advanced += more

        await deliver(source, self.databases[source], self.consumers, advance=advance)

    async def count(self, service, statement):
        async with self.databases[service].transaction() as session:
            return await session.scalar(statement)

    async def dispose(self):
        for database in self.databases.values():
            await database.dispose()


async def loaded_platform(fresh_database):
    urls = {name: await fresh_database(name) for name in ("registry", "marketplace", "search")}
    platform = Loaded(urls)
    await platform.load()
    return platform


def documents_of(sample: Sample) -> int:
    return sum(
        map(len, (sample.organisations, sample.competences, sample.listings, sample.equipment))
    )


ALL_INBOX = sa.select(sa.func.count()).select_from(inbox)
ALL_DOCUMENTS = sa.select(sa.func.count()).select_from(Document)
UNSENT = sa.select(sa.func.count()).select_from(outbox).where(outbox.c.sent_at.is_(None))


async def test_everything_arrives_everywhere_and_nothing_stays_unsent(fresh_database):
    platform = await loaded_platform(fresh_database)

    assert await platform.count("search", ALL_DOCUMENTS) == documents_of(platform.sample)
    members = sa.select(sa.func.count()).where(Organisation.membership == "member")
    assert await platform.count("marketplace", members) == 3
    assert await platform.count("registry", UNSENT) == 0
    assert await platform.count("marketplace", UNSENT) == 0
    # Each of the three is announced twice: registered, admitted.
    assert platform.advanced == documents_of(platform.sample) + 3
    await platform.dispose()


async def test_what_was_delivered_in_bulk_is_not_done_again_by_relay_and_consumer(fresh_database):
    """The worst moment to be killed: everything is handled, and nothing yet marked as sent."""
    platform = await loaded_platform(fresh_database)
    revisions = sa.select(sa.func.sum(Document.revision))
    before = await platform.count("search", revisions)
    handled = await platform.count("search", ALL_INBOX)
    async with platform.databases["registry"].transaction() as session:
        await session.execute(sa.update(outbox).values(sent_at=None))

    bus = connect("memory://")
    for one in platform.consumers:
        await run_consumer(name=one.name, database=one.database, bus=bus, handlers=one.handlers)
    sent = await Relay(platform.databases["registry"], bus, "/registry").drain()
    await bus.close()

    assert sent > 0
    assert await platform.count("registry", UNSENT) == 0
    assert await platform.count("search", ALL_INBOX) == handled
    assert await platform.count("search", revisions) == before
    await platform.dispose()


async def test_delivering_again_finds_nothing_to_do(fresh_database):
    platform = await loaded_platform(fresh_database)
    before = platform.advanced

    await platform.deliver("registry")

    assert platform.advanced == before
    await platform.dispose()
