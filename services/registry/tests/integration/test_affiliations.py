"""Facts tell which organisations share a person, and nothing else of it."""

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import sqlalchemy as sa
from services.registry.tests.builders import details
from services.registry.tests.conftest import CLOCK, Person, World, running, settings_for

from registry.bootstrap import bootstrap
from registry.delegations.orm import Affiliation
from registry.delegations.use_cases import appoint_person

CHANGED = "affiliation.changed"


async def ties(world: World, organisation_id: Any) -> list[dict[str, Any]]:
    """What was announced of the people of an organisation, in order."""
    announced = await world.announced(CHANGED)
    return [data for data in announced if data["organisation_id"] == str(organisation_id)]


async def registers(person: Person) -> str:
    """Enter an organisation by the person's own request."""
    made = await person.calls("POST", "/organisations", json=person.world.body())
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


async def again(world: World) -> None:
    """Run bootstrap once more, as the next deployment does."""
    async with world.database.transaction() as session:
        await bootstrap(
            session, CLOCK, vault=world.vault, cluster=details(2), managers=[], board=[]
        )


async def test_organisations_of_one_person_carry_one_fingerprint_and_no_other_trace(
    world: World,
) -> None:
    one, other = await world.person(), await world.person()
    first, second, third = await registers(one), await registers(one), await registers(other)
    (a,), (b,), (c,) = [await ties(world, organisation) for organisation in (first, second, third)]
    assert a["person"] == b["person"] != c["person"]
    assert (a["version"], a["until"]) == (1, None)
    assert set(a) == {"id", "version", "organisation_id", "person", "since", "until"}
    told = json.dumps(a)
    for secret in (str(one.id), one.id.hex, one.email, "Cilvēks"):
        assert secret not in told
    assert world.vault.keyed_hash(str(one.id)).hex() != a["person"]


async def test_an_affiliation_ends_with_the_dismissal_and_begins_anew_with_the_return(
    world: World,
) -> None:
    organisation_id = await world.organisation()
    first = await world.person(organisation_id=organisation_id)
    second = await world.person(organisation_id=organisation_id)
    path = f"/organisations/{organisation_id}/representatives/{second.id}"
    assert (await first.calls("DELETE", path)).status_code == 204
    async with world.database.transaction() as session:
        await appoint_person(
            session,
            CLOCK,
            vault=world.vault,
            organisation_id=organisation_id,
            account_id=second.id,
            office="representative",
        )
    person = world.vault.person_fingerprint(second.id)
    began, ended, back = [
        tie for tie in await ties(world, organisation_id) if tie["person"] == person
    ]
    assert [tie["version"] for tie in (began, ended, back)] == [1, 2, 3]
    assert began["id"] == ended["id"] == back["id"]
    assert began["since"] == ended["since"] <= ended["until"] <= back["since"]
    assert back["until"] is None


async def test_it_lasts_while_any_office_in_the_organisation_does(world: World) -> None:
    person = await world.person(organisation_id=world.cluster_id, office="board")
    other = await world.person(organisation_id=world.cluster_id)
    async with world.database.transaction() as session:
        await appoint_person(
            session,
            CLOCK,
            vault=world.vault,
            organisation_id=world.cluster_id,
            account_id=person.id,
            office="representative",
        )
    path = f"/organisations/{world.cluster_id}/representatives/{person.id}"
    assert (await other.calls("DELETE", path)).status_code == 204
    mine = world.vault.person_fingerprint(person.id)
    told = [tie for tie in await ties(world, world.cluster_id) if tie["person"] == mine]
    assert [(tie["version"], tie["until"]) for tie in told] == [(1, None)]


async def test_two_offices_given_at_once_begin_one_affiliation(world: World) -> None:
    person = await world.person()
    organisation_id = await world.organisation()

    async def given(office: Any) -> None:
        async with world.database.transaction() as session:
            await appoint_person(
                session,
                CLOCK,
                vault=world.vault,
                organisation_id=organisation_id,
                account_id=person.id,
                office=office,
            )

    await asyncio.gather(*(given(office) for office in ("representative", "manager", "board")))
    assert [tie["version"] for tie in await ties(world, organisation_id)] == [1]


async def test_bootstrap_announces_delegations_older_than_affiliations(new_world: World) -> None:
    world = new_world
    organisation_id = await world.organisation()
    person = await world.person(organisation_id=organisation_id)
    async with world.database.transaction() as session:
        await session.execute(sa.delete(Affiliation))
    before = len(await world.announced(CHANGED))
    await again(world)
    await again(world)
    announced = (await world.announced(CHANGED))[before:]
    assert {tie["person"] for tie in announced} == {
        world.vault.person_fingerprint(who.id) for who in (world.manager, world.board, person)
    }
    assert len(announced) == 3


async def test_another_master_secret_changes_all_fingerprints_together(
    fresh_database: Callable[[str], Awaitable[str]], password_hash: str
) -> None:
    url = await fresh_database("registry")
    async with running(settings_for(url), password_hash) as world:
        person = await world.person()
        first, second = await registers(person), await registers(person)
        fellow = await world.person(organisation_id=uuid.UUID(first))
        gone = await fellow.calls("DELETE", f"/organisations/{first}/representatives/{person.id}")
        assert gone.status_code == 204
        async with world.database.transaction() as session:
            await session.execute(sa.text("delete from signing_keys"))
    async with running(
        settings_for(url, master_secret="another master secret, after a leak"), password_hash
    ) as world:
        mine = world.vault.person_fingerprint(person.id)
        for organisation, until_is_told in ((first, True), (second, False)):
            newest = [tie for tie in await ties(world, organisation) if tie["person"] == mine]
            assert [tie["until"] is not None for tie in newest] == [until_is_told]
