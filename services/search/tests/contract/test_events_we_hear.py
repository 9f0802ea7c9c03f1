"""Every example of the events we hear is read, and changes what it should."""

import pytest
from sqlalchemy import select

from search.documents.orm import Document
from search.documents.readers import (
    CompetenceRead,
    EquipmentRead,
    ListingRead,
    OrganisationRead,
)
from search.nouns import NOUNS
from search.reputation.orm import Review
from search.reputation.readers import ReviewRead
from search.taxonomy.queries import read_labels
from search.taxonomy.readers import TaxonomyRead
from shared.database import Database
from shared.messaging.consuming import EventProcessor
from shared.messaging.contracts import CONTRACTS
from shared.messaging.events import Event
from shared.testing.contracts import read_example

EXAMPLES = sorted(
    path
    for producer in ("registry", "marketplace")
    for path in (CONTRACTS / producer).glob("*.example.json")
)
NOT_OURS = {
    "avt.registry.affiliation.changed.v1",
    "avt.registry.clock.moved.v1",
    "avt.registry.token.revoked.v1",
    "avt.registry.leaving.requested.v1",
    "avt.registry.leaving.cancelled.v1",
    "avt.registry.leaving.completed.v1",
    *(
        f"avt.marketplace.{noun}.v1"
        for noun in (
            "tender.published",
            "tender.cancelled",
            "tender.opened",
            "tender.awarded",
            "order.placed",
            "order.confirmed",
            "order.declined",
            "order.cancelled",
            "order.completed",
            "notice.due",
            "obligations.stated",
        )
    ),
}
"""Announced, and no matter of search; a new event belongs here or in the table of handlers."""


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_every_event_is_either_heard_or_knowingly_left_to_others(path) -> None:  # type: ignore[no-untyped-def]
    event = Event.from_json(path.read_bytes())
    assert (event.type in NOUNS.handlers) != (event.type in NOT_OURS), event.type


async def test_the_example_of_every_event_we_hear_is_applied(
    handle: EventProcessor, database: Database
) -> None:
    for event_type in NOUNS.handlers:
        await handle(read_example(event_type))
    async with database.transaction() as session:
        kinds = sorted(await session.scalars(select(Document.kind)))
        shown = sorted(await session.scalars(select(Document.kind).where(Document.shown)))
        assert kinds == ["competence", "equipment", "listing", "organisation"]
        assert shown == ["organisation"]  # the examples withdraw the others in the end
        assert (await read_labels(session)).stages
        assert len((await session.scalars(select(Review))).all()) == 1


@pytest.mark.parametrize(
    ("noun", "model"),
    [
        ("avt.registry.organisation.registered.v1", OrganisationRead),
        ("avt.registry.competence.declared.v1", CompetenceRead),
        ("avt.registry.taxonomy.published.v1", TaxonomyRead),
        ("avt.marketplace.listing.published.v1", ListingRead),
        ("avt.marketplace.equipment.published.v1", EquipmentRead),
        ("avt.marketplace.review.given.v1", ReviewRead),
    ],
)
def test_what_a_producer_adds_later_is_ignored(noun: str, model) -> None:  # type: ignore[no-untyped-def]
    event = read_example(noun)
    later = event.model_copy(update={"data": {**event.data, "added_later": {"x": [1]}}})
    assert later.read(model) == event.read(model)


def test_an_organisation_is_findable_while_it_may_publish_or_nothing_is_said_of_it() -> None:
    event = read_example("avt.registry.organisation.updated.v1")

    def told(may: object) -> OrganisationRead:
        return event.model_copy(update={"data": {**event.data, "may": may}}).read(OrganisationRead)

    assert told(None).findable
    assert told(["bid", "publish", {"of": "tomorrow"}]).findable
    assert not told(["bid"]).findable
    silent = {name: value for name, value in event.data.items() if name != "may"}
    assert event.model_copy(update={"data": silent}).read(OrganisationRead).findable
