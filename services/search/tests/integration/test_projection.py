"""Documents follow the events: once, in whatever order they come."""

from itertools import permutations
from uuid import UUID, uuid4

import pytest
from services.search.tests.builders import (
    competence,
    equipment,
    listing,
    organisation,
    review,
    taxonomy,
)
from sqlalchemy import select

from search.documents.orm import Document
from search.reputation.queries import reputations
from search.taxonomy.queries import read_labels
from shared.database import Database
from shared.messaging.consuming import EventProcessor
from shared.messaging.events import Event, Undecodable


async def _document(database: Database, document_id: UUID) -> Document | None:
    async with database.transaction() as session:
        return await session.get(Document, document_id)


async def test_a_listing_becomes_a_document_with_its_price_in_cents(
    handle: EventProcessor, database: Database
) -> None:
    listing_id, provider_id = uuid4(), uuid4()
    await handle(listing(listing_id, provider_id, price={"amount": "0.07", "currency": "EUR"}))
    document = await _document(database, listing_id)
    assert document is not None
    assert (document.kind, document.organisation_id) == ("listing", provider_id)
    assert document.price_cents == 7
    assert document.languages == ["lv", "en"]


async def test_equipment_lies_in_production_and_is_priced_by_the_day(
    handle: EventProcessor, database: Database
) -> None:
    item_id = uuid4()
    await handle(equipment(item_id, uuid4()))
    document = await _document(database, item_id)
    assert document is not None
    assert (document.stages, document.roles) == (["production"], ["equipment_rental"])
    assert (document.price_cents, document.price_unit) == (24_000, "day")


async def test_an_event_that_comes_twice_changes_nothing_the_second_time(
    handle: EventProcessor, database: Database
) -> None:
    listing_id = uuid4()
    event = listing(listing_id, uuid4())
    await handle(event)
    before = await _document(database, listing_id)
    await handle(event)
    await handle(event.model_copy(update={"id": uuid4()}))
    after = await _document(database, listing_id)
    assert before is not None and after is not None  # noqa: PT018
    assert before.revision == after.revision == 1


async def test_the_newest_version_wins_in_whatever_order_versions_come(
    handle: EventProcessor, database: Database
) -> None:
    for order in permutations(range(3)):
        listing_id, provider_id = uuid4(), uuid4()
        events = [
            listing(listing_id, provider_id, version=2),
            listing(listing_id, provider_id, version=3, title={"lv": "Balss ieraksts"}),
            listing(listing_id, provider_id, version=4, status="withdrawn"),
        ]
        for number in order:
            await handle(events[number])
        document = await _document(database, listing_id)
        assert document is not None
        assert (document.version, document.shown) == (4, False)
        assert document.titles == document.descriptions == {}


async def test_a_withdrawn_listing_can_be_published_again(
    handle: EventProcessor, database: Database
) -> None:
    listing_id, provider_id = uuid4(), uuid4()
    await handle(listing(listing_id, provider_id, version=3, status="withdrawn"))
    await handle(listing(listing_id, provider_id, version=4))
    document = await _document(database, listing_id)
    assert document is not None
    assert document.shown


async def test_a_withdrawn_competence_is_hidden(handle: EventProcessor, database: Database) -> None:
    competence_id, organisation_id = uuid4(), uuid4()
    await handle(competence(competence_id, organisation_id))
    await handle(competence(competence_id, organisation_id, version=2, status="withdrawn"))
    document = await _document(database, competence_id)
    assert document is not None
    assert not document.shown


async def test_a_renamed_organisation_marks_its_documents_and_no_others(
    handle: EventProcessor, database: Database
) -> None:
    ours, theirs, mine, other = uuid4(), uuid4(), uuid4(), uuid4()
    await handle(listing(mine, ours))
    await handle(listing(other, theirs))
    await handle(organisation(ours))
    await handle(organisation(ours, version=2, name="SIA Jaunais kadrs"))
    revisions = {
        document_id: document.revision
        for document_id in (mine, other)
        if (document := await _document(database, document_id))
    }
    assert revisions == {mine: 3, other: 1}


async def test_an_organisation_without_a_latvian_name_is_shown_by_its_registered_one(
    handle: EventProcessor, database: Database
) -> None:
    organisation_id = uuid4()
    await handle(organisation(organisation_id, name="SIA Kadrs", names={"en": "Frame Ltd"}))
    document = await _document(database, organisation_id)
    assert document is not None
    assert document.titles == {"lv": "SIA Kadrs", "en": "Frame Ltd"}


async def test_a_newer_taxonomy_replaces_the_labels_and_an_older_one_does_not(
    handle: EventProcessor, database: Database
) -> None:
    listing_id = uuid4()
    await handle(listing(listing_id, uuid4()))
    await handle(taxonomy(version=2, lv="Ierakstu studijas"))
    await handle(taxonomy(version=1, lv="Vecais nosaukums"))
    async with database.transaction() as session:
        labels = await read_labels(session)
    assert labels.roles["recording_studio"] == {"lv": "Ierakstu studijas"}
    document = await _document(database, listing_id)
    assert document is not None
    assert document.revision == 2


async def test_reviews_are_averaged_half_up_and_each_counts_once(
    handle: EventProcessor, database: Database
) -> None:
    provider_id = uuid4()
    first = review(provider_id, 5)
    for event in (first, first, review(provider_id, 4), review(provider_id, 4), review(uuid4(), 1)):
        await handle(event)
    async with database.transaction() as session:
        found = (await reputations(session, [provider_id, uuid4()]))[provider_id]
    assert (found.count, found.average) == (3, "4.3")


def _broken(event: Event, **data: object) -> Event:
    return event.model_copy(update={"data": {**event.data, **data}})


@pytest.mark.parametrize(
    "event",
    [
        _broken(listing(uuid4(), uuid4()), id="not a uuid"),
        _broken(listing(uuid4(), uuid4()), version="newest"),
        _broken(listing(uuid4(), uuid4()), version=2**63),
        _broken(listing(uuid4(), uuid4()), title="no languages"),
        _broken(listing(uuid4(), uuid4()), title={"lv": "a\x00b"}),
        _broken(listing(uuid4(), uuid4()), price={"amount": "1.234", "currency": "EUR"}),
        _broken(listing(uuid4(), uuid4()), price={"amount": "-1.00", "currency": "EUR"}),
        _broken(listing(uuid4(), uuid4()), price={"amount": "1.00", "currency": "USD"}),
        _broken(equipment(uuid4(), uuid4()), day_rate=None),
        _broken(organisation(uuid4()), name="\ud800"),
        _broken(competence(uuid4(), uuid4()), organisation_id=None),
        _broken(taxonomy(), stages={}),
        _broken(review(uuid4(), 5), rating=6),
    ],
)
async def test_what_cannot_be_read_is_refused_for_good_and_leaves_nothing_behind(
    idle_handle: EventProcessor, idle_database: Database, event: Event
) -> None:
    with pytest.raises(Undecodable):
        await idle_handle(event)
    async with idle_database.transaction() as session:
        assert (await session.scalars(select(Document))).all() == []


async def test_a_text_in_a_language_that_we_do_not_analyse_is_left_out_but_not_the_language(
    handle: EventProcessor, database: Database
) -> None:
    listing_id = uuid4()
    await handle(
        listing(listing_id, uuid4(), title={"lv": "Skaņa", "fi": "Ääni"}, languages=["fi"])
    )
    document = await _document(database, listing_id)
    assert document is not None
    assert document.titles == {"lv": "Skaņa"}
    assert "fi" in document.languages
