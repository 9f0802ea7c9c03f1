"""What the registry hears of notices: twice, late, malformed, for people who come and go."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from services.registry.tests.conftest import CLOCK, Person, World

from registry.delegations.use_cases import relieve_person
from registry.notices import use_cases
from registry.notices.orm import InboxEntry, Notice
from registry.process import PROCESS
from shared.ids import new_id
from shared.messaging.consuming import EventProcessor
from shared.messaging.events import Event, Undecodable
from shared.testing.contracts import read_example

DUE = "avt.marketplace.notice.due.v1"


def due(organisation_id: uuid.UUID, **data: Any) -> Event:
    state = {
        "id": str(new_id()),
        "version": 1,
        "organisation_id": str(organisation_id),
        "role": "seller",
        "template": "generic",
        "values": {},
        "link": "/v1/marketplace/orders/1",
        **data,
    }
    return Event(id=new_id(), source="/marketplace", type=DUE, time=datetime.now(UTC), data=state)


def hearing(world: World) -> EventProcessor:
    return EventProcessor(name="registry", database=world.database, handlers=PROCESS.heard)


async def inbox_of(world: World, person: Person) -> list[uuid.UUID]:
    async with world.database.transaction() as session:
        found = await session.scalars(
            sa.select(InboxEntry.notice_id).where(InboxEntry.account_id == person.id)
        )
        return list(found)


async def notice(world: World, event: Event) -> Notice:
    async with world.database.transaction() as session:
        return await session.get_one(Notice, uuid.UUID(event.data["id"]))


async def test_each_who_holds_the_role_at_that_moment_has_it_in_the_inbox(world: World) -> None:
    company = await world.organisation()
    seller = await world.person(organisation_id=company, roles=["seller"])
    both = await world.person(organisation_id=company, roles=["seller", "finance"])
    buyer = await world.person(organisation_id=company, roles=["buyer"])
    elsewhere = await world.person(organisation_id=await world.organisation(), roles=["seller"])
    event = due(company)
    await hearing(world)(event)
    heard = uuid.UUID(event.data["id"])
    assert await inbox_of(world, seller) == await inbox_of(world, both) == [heard]
    assert await inbox_of(world, buyer) == await inbox_of(world, elsewhere) == []


async def test_the_same_notice_twice_and_sent_anew_lies_in_an_inbox_once(world: World) -> None:
    company = await world.organisation()
    seller = await world.person(organisation_id=company, roles=["seller"])
    event = due(company)
    for delivery in (event, event, event.model_copy(update={"id": new_id()})):
        await hearing(world)(delivery)
    assert len(await inbox_of(world, seller)) == 1


async def test_whose_role_was_taken_before_the_notice_came_hears_nothing(world: World) -> None:
    company = await world.organisation()
    gone = await world.person(organisation_id=company, roles=["seller"])
    stays = await world.person(organisation_id=company, roles=["administrator", "seller"])
    event = due(company)
    async with world.database.transaction() as session:
        await relieve_person(
            session,
            CLOCK,
            vault=world.vault,
            organisation_id=company,
            account_id=gone.id,
            office="representative",
        )
    await hearing(world)(event)
    assert await inbox_of(world, gone) == []
    assert len(await inbox_of(world, stays)) == 1


async def test_an_account_that_is_gone_takes_its_inbox_with_it_and_gets_nothing(
    world: World,
) -> None:
    company = await world.organisation()
    gone = await world.person(organisation_id=company, roles=["seller"])
    await hearing(world)(due(company))
    async with world.database.transaction() as session:
        for table in ("delegations", "affiliations"):
            where = sa.text(f"delete from {table} where account_id = :id")
            await session.execute(where, {"id": gone.id})
        await session.execute(sa.text("delete from accounts where id = :id"), {"id": gone.id})
    await hearing(world)(due(company))
    assert await inbox_of(world, gone) == []


async def test_what_is_read_long_afterwards_from_a_log_is_in_the_inbox_and_mailed_to_nobody(
    world: World,
) -> None:
    company = await world.organisation()
    seller = await world.person(organisation_id=company, roles=["seller"])
    old, new = due(company), due(company)
    for event, days in ((old, 8), (new, 6)):
        told_at = datetime.now(UTC) - timedelta(days=days)
        await hearing(world)(event.model_copy(update={"time": told_at}))
    async with world.database.transaction() as session:
        found = await session.execute(
            sa.select(InboxEntry.notice_id, InboxEntry.delivery).where(
                InboxEntry.account_id == seller.id
            )
        )
        assert {str(row.notice_id): row.delivery for row in found} == {
            old.data["id"]: "never",
            new.data["id"]: "at_once",
        }


async def test_without_a_holder_the_administrators_hear_it_and_without_any_the_manager(
    world: World,
) -> None:
    company, empty = await world.organisation(), await world.organisation()
    administrator = await world.person(organisation_id=company, roles=["administrator"])
    first, second, third = due(company), due(empty), due(new_id())
    for event in (first, second, third):
        await hearing(world)(event)
    assert await inbox_of(world, administrator) == [uuid.UUID(first.data["id"])]
    assert (await notice(world, first)).reached == "administrators"
    managers = await inbox_of(world, world.manager)
    for event in (second, third):
        assert (await notice(world, event)).reached == "manager"
        assert uuid.UUID(event.data["id"]) in managers


@pytest.mark.parametrize(
    "changes",
    [
        {"template": "of_a_later_release"},
        {"template": None},
        {"template": "x" * 500},
        {"values": None},
        {"values": {"title": ["no", "line"], "x" * 90: "y", "": "\x00"}},
        {"role": "of_a_later_release"},
        {"role": 7},
        {"link": "https://evil.example/"},
        {"link": 7},
    ],
)
async def test_what_is_amiss_in_a_notice_loses_none(world: World, changes: dict[str, Any]) -> None:
    company = await world.organisation()
    administrator = await world.person(organisation_id=company)
    event = due(company, **changes)
    await hearing(world)(event)
    assert await inbox_of(world, administrator) == [uuid.UUID(event.data["id"])]
    kept = await notice(world, event)
    assert kept.generic
    assert kept.link in (None, "/v1/marketplace/orders/1")


@pytest.mark.parametrize("changes", [{"id": "none"}, {"organisation_id": None}])
async def test_what_can_be_told_to_nobody_is_a_dead_letter(
    world: World, changes: dict[str, Any]
) -> None:
    event = due(await world.organisation())
    amiss = event.model_copy(update={"data": {**event.data, **changes}})
    with pytest.raises(Undecodable):
        await hearing(world)(amiss)


async def test_both_producers_examples_are_understood(world: World) -> None:
    for producer in ("marketplace", "billing"):
        example = read_example(f"avt.{producer}.notice.due.v1")
        await hearing(world)(example)
        assert (await notice(world, example)).producer == producer


async def test_an_office_of_the_cluster_is_told_by_its_name(world: World) -> None:
    async with world.database.transaction() as session:
        await use_cases.take_notice(
            session,
            CLOCK,
            notice_id=new_id(),
            producer="registry",
            organisation_id=world.cluster_id,
            role="board",
            template="generic",
            values={},
            link=None,
        )
    assert len(await inbox_of(world, world.board)) == 1


async def test_a_large_house_is_told_in_steps_and_nobody_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(use_cases, "FANOUT", 2)
    company = await world.organisation()
    people = [await world.person(organisation_id=company, roles=["seller"]) for _ in range(5)]
    event = due(company)
    await hearing(world)(event)
    for told in (2, 4, 5, 5):
        assert sum([len(await inbox_of(world, person)) for person in people]) == told
        async with world.database.transaction() as session:
            await use_cases.spread_notices(session, CLOCK)
    assert (await notice(world, event)).spread_after is None


@pytest.mark.parametrize(
    "mistake",
    [{"template": "generic"}, {"template": "none"}, {"link": "/v1/billing/invoices/1"}],
)
async def test_the_registrys_own_mistake_is_not_sent(world: World, mistake: dict[str, Any]) -> None:
    notice: dict[str, Any] = {
        "organisation_id": world.cluster_id,
        "role": "board",
        "template": "office_ending",
        "values": {"office": "x", "until": "y"},
        **mistake,
    }
    async with world.database.transaction() as session:
        with pytest.raises(ValueError, match=r"notice|template"):
            await use_cases.post_notice(session, CLOCK, **notice)
