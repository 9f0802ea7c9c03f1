"""How terms of office end: by time, by a successor, by resignation; and what a release brought."""

import uuid
from collections.abc import Awaitable, Callable
from datetime import timedelta

import asyncpg
import sqlalchemy as sa
from services.registry.tests.builders import details
from services.registry.tests.conftest import CLOCK, World
from services.registry.tests.integration.test_migrations import FOLDER
from services.registry.tests.integration.test_offices import (
    appointed,
    does,
    elected,
    later,
    offered,
    roles_of,
    term_of,
)

from registry.bootstrap import Officer, bootstrap
from registry.offices.orm import OfficeTerm
from shared.migrations import upgrade


async def test_a_term_ends_by_time_and_the_board_waits_for_its_successors(
    new_world: World,
) -> None:
    world = new_world
    second, seat = await elected(world)
    expert, _ = await appointed(
        world, second, "expert", ends_at=(CLOCK.now() + timedelta(days=10)).isoformat()
    )
    await later(world, days=9)
    assert await roles_of(world, expert) == ["expert"]
    await later(world, days=11)
    assert await roles_of(world, expert) == []
    assert (await expert.calls("POST", "/office-terms", json={})).status_code == 422, "until told"
    told = await world.announced("token.revoked")
    assert told[-1]["subject"] == str(expert.id)
    await later(world, days=400)
    assert await roles_of(world, second) == ["board"], "nobody has followed yet"
    await later(world, days=470)
    assert await roles_of(world, second) == []
    shown = (await world.manager.calls("GET", f"/office-terms/{seat['id']}")).json()
    assert shown["ended_because"] == "expired"
    assert await roles_of(world, world.manager) == ["manager"]


async def test_a_successor_takes_the_seat_of_whose_term_is_over(new_world: World) -> None:
    world = new_world
    async with world.database.transaction() as session:
        await session.execute(
            sa.update(OfficeTerm)
            .where(OfficeTerm.office == "board")
            .values(ends_at=CLOCK.now() - timedelta(days=1))
        )
    person, term = await elected(world)
    assert term["seat"] == 1
    assert await roles_of(world, person) == ["board"]
    assert await roles_of(world, world.board) == []


async def test_an_accepted_term_begins_when_its_time_has_come(new_world: World) -> None:
    world = new_world
    person = await world.person()
    begin = (CLOCK.now() + timedelta(days=30)).isoformat()
    term = await does(person, await offered(world.manager, person, begins_at=begin), "acceptance")
    assert term["status"] == "accepted"
    await later(world, days=29)
    assert await roles_of(world, person) == []
    await later(world, days=31)
    assert await roles_of(world, person) == ["board"]


async def test_an_offer_that_nobody_answers_lapses_and_forgets_the_address(
    new_world: World,
) -> None:
    world = new_world
    term = await offered(world.manager, await world.person())
    await later(world, days=31)
    shown = (await world.manager.calls("GET", f"/office-terms/{term['id']}")).json()
    assert (shown["status"], shown["email"]) == ("lapsed", None)
    refused = await world.person()
    other = await does(refused, await offered(world.manager, refused), "refusal")
    assert other["status"] == "refused"
    withdrawn = await offered(world.manager, await world.person())
    assert (await does(world.manager, withdrawn, "withdrawal"))["status"] == "withdrawn"


async def test_an_officer_resigns_but_the_last_who_can_act_stays_until_a_successor_accepts(
    new_world: World,
) -> None:
    world = new_world
    done = await does(world.board, await term_of(world, world.board), "resignation")
    assert (done["ended_because"], await roles_of(world, world.board)) == ("resigned", [])
    stays = await does(world.manager, await term_of(world, world.manager), "resignation")
    assert stays["status"] == "in_office"
    await later(world, days=5000)
    assert await roles_of(world, world.manager) == ["manager"]
    person, _ = await elected(world)
    await later(world, days=91)
    assert await roles_of(world, world.manager) == []
    assert await roles_of(world, person) == ["board"]
    second = await world.person()
    assert (await offered(person, second))["status"] == "confirmed", "while there is no manager"


async def test_who_left_an_office_does_not_come_back_by_the_next_bootstrap(
    new_world: World,
) -> None:
    world = new_world
    await does(world.board, await term_of(world, world.board), "resignation")

    async def again(*board: str) -> None:
        async with world.database.transaction() as session:
            await bootstrap(
                session,
                CLOCK,
                vault=world.vault,
                cluster=details(1, name="AVT klasteris", sector="public", kinds=()),
                managers=[Officer(email="vaditaja@klasteris.example", name="x")],
                board=[Officer(email=email, name="x") for email in board],
            )

    await again("valde@klasteris.example", "cita@klasteris.example")
    assert await roles_of(world, world.board) == []
    assert await roles_of(world, world.manager) == ["manager"]
    officers = (await world.calls("GET", "/officers")).json()["items"]
    assert [one["office"] for one in officers] == ["board", "manager"]


async def test_who_holds_office_before_terms_were_kept_gets_one(
    empty_database: Callable[[], Awaitable[str]],
) -> None:
    url = await empty_database()
    await upgrade(url, FOLDER, "0017")
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    cluster = uuid.uuid4()
    try:
        await connection.execute(
            "insert into organisations (id, version, name, names, sort_key, sector, kinds, stages,"
            " roles, region, country, registration_number, street, city, postal_code,"
            " address_country, description, languages, membership, is_cluster, registered_at)"
            " values ($1, 1, 'AVT', '{}', 'avt', 'public', '{}', '{}', '{}', 'riga', 'LV',"
            " '40000000015', 'x', 'x', 'x', 'LV', '{}', '{lv}', 'none', true, now())",
            cluster,
        )
        for office in ("manager", "board", "board"):
            person = uuid.uuid4()
            await connection.execute(
                "insert into accounts (id, version, email, email_key, name, created_at)"
                " values ($1, 1, $2, $2, 'x', now())",
                person,
                f"{person}@x.example",
            )
            await connection.execute(
                "insert into delegations (organisation_id, account_id, office, created_at)"
                " values ($1, $2, $3, now() - interval '3 years')",
                cluster,
                person,
                office,
            )
        await upgrade(url, FOLDER)
        rows = await connection.fetch(
            "select office, seat, status, ends_at >= now() - interval '1 minute' as lasts"
            " from office_terms order by office, seat"
        )
    finally:
        await connection.close()
    assert [tuple(row) for row in rows] == [
        ("board", 1, "in_office", True),
        ("board", 2, "in_office", True),
        ("manager", 1, "in_office", None),
    ]
