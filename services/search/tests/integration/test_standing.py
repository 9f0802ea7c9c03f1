"""Nothing of an organisation is found while its standing does not let it publish."""

from uuid import uuid4

from services.search.tests.builders import competence, equipment, listing, organisation

from search.documents.repository import find_shown
from search.engines.embedded import EmbeddedEngine
from search.engines.port import Search
from search.indexing.indexer import Indexer
from search.language.analysis import ANALYSER
from search.settings import Settings
from shared.database import Database
from shared.messaging.consuming import EventProcessor


async def test_a_suspended_member_and_all_that_it_offers_leave_the_search_and_come_back(
    handle: EventProcessor, indexer: Indexer, settings: Settings, database: Database
) -> None:
    who, other, late = uuid4(), uuid4(), uuid4()
    offers = {uuid4(): listing, uuid4(): equipment, uuid4(): competence}
    await handle(organisation(who))
    for one, made in offers.items():
        await handle(made(one, who))
    await handle(organisation(other))

    async def found() -> tuple[set[str], set[str]]:
        """What the table shows at once, and what the index holds once it has followed."""
        async with database.transaction() as session:
            shown = await find_shown(session, [*offers, who, other, late])
        await indexer.drain()
        engine = EmbeddedEngine(settings.index_path)
        answer = await engine.search(Search(terms=ANALYSER.query(""), filters={}, limit=200))
        return {str(one) for one in shown}, {hit.id for hit in answer.hits}

    everything = {str(one) for one in (*offers, who, other)}
    assert await found() == (everything, everything)
    await handle(organisation(who, version=2, standing="suspended", may=["count_as_member"]))
    assert await found() == ({str(other)}, {str(other)})
    # What is announced meanwhile, or comes late, is not found either.
    await handle(listing(late, who))
    assert await found() == ({str(other)}, {str(other)})
    await handle(organisation(who, version=3, standing="member", may=["publish", "bid"]))
    everything.add(str(late))
    assert await found() == (everything, everything)
