"""What is said of a member that is to be excluded: each who reads it, and nobody else."""

from typing import Any

import pytest
import sqlalchemy as sa
from services.registry.tests.conftest import CLOCK, Person, World
from services.registry.tests.exclusions import Excluding, excluding, ruling


@pytest.fixture
async def case(world: World) -> Excluding:
    return await excluding(world)


async def test_what_is_said_of_a_member_stays_with_it_the_manager_and_the_board(
    case: Excluding,
) -> None:
    secret = "Slepens iemesls 5521"
    assert (await case.open(facts=secret)).status_code == 201
    await case.does(case.own, "statements", text=secret)
    await case.later(15)
    await case.vote(reason=secret)
    await case.does(case.own, "appeal", text=secret)
    world = case.world
    people: dict[str, Person | None] = {
        "own": case.own,
        "delegate": await world.person(organisation_id=case.member, roles=["delegate"]),
        "reader": await world.person(organisation_id=case.member, roles=["reader"]),
        "stranger": await world.person(organisation_id=await world.organisation()),
        "manager": world.manager,
        "board": case.board[1],
        "nobody": None,
    }
    vote = (await case.shown())["vote_id"]
    seen: dict[str, set[str]] = {}
    for path in (
        "/exclusions",
        f"/exclusions/{case.id}",
        f"/board-votes/{vote}",
        f"/organisations/{case.member}",
        "/organisations",
        "/notices",
        "/me",
    ):
        for name, person in people.items():
            asks: Any = person.calls if person else world.calls
            answer = await asks("GET", path)
            if secret in answer.text:
                seen.setdefault(path, set()).add(name)
    parties = {"own", "delegate", "manager", "board"}
    assert seen == {
        "/exclusions": parties,
        f"/exclusions/{case.id}": parties,
        f"/board-votes/{vote}": parties,
    }
    for step, body in (
        ("statements", {"text": "x"}),
        ("meetings", {"text": "x", "held_at": CLOCK.now().isoformat()}),
        ("votes", {"reason": "x"}),
        ("withdrawal", {"reason": "x"}),
        ("appeal", {"text": "x"}),
        ("appeal/decision", ruling()),
    ):
        path, tag = f"/exclusions/{case.id}/{step}", {"If-Match": "*"}
        for name, status in (("nobody", 401), ("stranger", 404), ("reader", 404)):
            person = people[name]
            asks = person.calls if person else world.calls
            answer = await asks("POST", path, json=body, headers=tag)
            assert answer.status_code == status, (step, name, answer.text)
            assert secret not in answer.text
    async with world.database.transaction() as session:
        for table in ("outbox", "notices"):
            kept = await session.scalar(
                sa.text(f"select count(*) from {table} t where t::text like :like"),
                {"like": f"%{secret}%"},
            )
            assert kept == 0, table
