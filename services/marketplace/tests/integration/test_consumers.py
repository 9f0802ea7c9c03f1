"""What the marketplace hears: twice, late, out of order and malformed."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
import sqlalchemy as sa

from marketplace.affiliations.orm import Affiliation
from marketplace.organisations.orm import Organisation
from marketplace.process import PROCESS
from shared.clocks import read_business_clock
from shared.database import Database
from shared.ids import new_id
from shared.messaging.bus import connect
from shared.messaging.consuming import EventProcessor, run_consumer
from shared.messaging.events import Event, Undecodable

REGISTERED = "avt.registry.organisation.registered.v1"
UPDATED = "avt.registry.organisation.updated.v1"
ADMITTED = "avt.registry.member.admitted.v1"
MOVED = "avt.registry.clock.moved.v1"
TIED = "avt.registry.affiliation.changed.v1"


def heard(kind: str, **data: Any) -> Event:
    return Event(id=new_id(), source="/registry", type=kind, time=datetime.now(UTC), data=data)


def organisation(kind: str, who: UUID, version: int, **data: Any) -> Event:
    state = {"name": f"Version {version}", "membership": "none", "sector": "private", **data}
    return heard(kind, id=str(who), version=version, **state)


def affiliation(who: UUID, version: int, **data: Any) -> Event:
    state = {"since": "2026-03-02T09:30:00Z", "until": None, "person": "1f" * 32, **data}
    return heard(TIED, id=str(who), version=version, organisation_id=str(who), **state)


async def tied(database: Database) -> list[tuple[UUID, int, str, datetime | None]]:
    async with database.transaction() as session:
        rows = await session.scalars(sa.select(Affiliation))
        return [(row.organisation_id, row.version, row.person, row.until) for row in rows]


@pytest_asyncio.fixture
async def database(fresh_database: Any) -> AsyncIterator[Database]:
    made = Database(await fresh_database("marketplace"))
    yield made
    await made.dispose()


@pytest.fixture
def processor(database: Database) -> EventProcessor:
    return EventProcessor(name="marketplace", database=database, handlers=PROCESS.heard)


async def known(database: Database) -> dict[UUID, tuple[int, str, str]]:
    async with database.transaction() as session:
        rows = await session.scalars(sa.select(Organisation))
        return {row.id: (row.version, row.name, row.membership) for row in rows}


async def test_an_organisation_is_known_from_its_registration_on(
    database: Database, processor: EventProcessor
) -> None:
    who = new_id()
    await processor(organisation(REGISTERED, who, 1))
    await processor(organisation(ADMITTED, who, 2, membership="member"))
    assert await known(database) == {who: (2, "Version 2", "member")}


async def test_the_same_event_twice_does_its_work_once(
    database: Database, processor: EventProcessor
) -> None:
    who = new_id()
    event = organisation(REGISTERED, who, 1)
    await processor(event)
    await processor(event)
    assert await known(database) == {who: (1, "Version 1", "none")}


async def test_a_late_event_does_not_undo_a_later_version(
    database: Database, processor: EventProcessor
) -> None:
    who = new_id()
    for kind, version in ((ADMITTED, 3), (REGISTERED, 1), (UPDATED, 2)):
        await processor(organisation(kind, who, version))
    assert await known(database) == {who: (3, "Version 3", "none")}


async def test_a_malformed_event_is_refused_for_good_and_leaves_nothing(
    database: Database, processor: EventProcessor
) -> None:
    event = organisation(REGISTERED, new_id(), 1)
    wrong: list[dict[str, Any]] = [
        {"id": "nobody"},
        {"version": 0},
        {"version": 2**70},
        {"version": "one"},
        {"name": ""},
        {"name": "a\x00b"},
        {"membership": None},
    ]
    for broken in wrong:
        bad = event.model_copy(update={"data": {**event.data, **broken}})
        with pytest.raises(Undecodable):
            await processor(bad)
    assert await known(database) == {}
    # The same event in order: the refused ones have not used its id up.
    await processor(event)
    assert len(await known(database)) == 1


async def test_the_business_clock_follows_the_registrys_and_never_goes_back_to_an_older_move(
    database: Database, processor: EventProcessor
) -> None:
    clock_id = str(new_id())
    for version, offset in ((2, 864_000), (1, 3600), (2, 864_000)):
        await processor(heard(MOVED, id=clock_id, version=version, offset_seconds=offset))
    async with database.transaction() as session:
        now = (await read_business_clock(session)).now()
    assert abs(now - datetime.now(UTC) - timedelta(days=10)) < timedelta(minutes=1)
    with pytest.raises(Undecodable):
        await processor(heard(MOVED, id=clock_id, version=3, offset_seconds=10**12))


async def test_a_registration_that_is_published_reaches_the_read_model(
    database: Database,
) -> None:
    bus = connect("memory://")
    subscription = await run_consumer(
        name="marketplace", database=database, bus=bus, handlers=PROCESS.heard
    )
    who = new_id()
    await bus.publish(organisation(REGISTERED, who, 1))
    assert await known(database) == {who: (1, "Version 1", "none")}
    await subscription.close()
    await bus.close()


async def test_an_affiliation_is_kept_by_version_twice_late_and_out_of_order(
    database: Database, processor: EventProcessor
) -> None:
    who = new_id()
    ended = affiliation(who, 2, until="2026-09-01T12:00:00+03:00")
    for event in (ended, ended, affiliation(who, 1), affiliation(who, 2)):
        await processor(event)
    until = datetime(2026, 9, 1, 9, tzinfo=UTC)
    assert await tied(database) == [(who, 2, "1f" * 32, until)]
    await processor(affiliation(who, 3, added={"later": True}))
    assert await tied(database) == [(who, 3, "1f" * 32, None)]


async def test_a_malformed_affiliation_is_refused_for_good_and_leaves_nothing(
    database: Database, processor: EventProcessor
) -> None:
    event = affiliation(new_id(), 1)
    wrong: list[dict[str, Any]] = [
        {"person": "Anna Ozola"},
        {"person": "anna@example.lv"},
        {"person": "1F" * 32},
        {"person": "1f" * 32 + "\n"},
        {"person": None},
        {"organisation_id": "nobody"},
        {"since": "2026-03-02"},
        {"until": "2026-09-01T12:00:00"},
        {"version": 2**31},
    ]
    for broken in wrong:
        bad = event.model_copy(update={"data": {**event.data, **broken}})
        with pytest.raises(Undecodable):
            await processor(bad)
    assert await tied(database) == []
