"""Why a member is suspended: each who reads it, and nobody else, wherever one looks."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from services.registry.tests.conftest import CLOCK, Person, World

from registry.actors import PLATFORM
from registry.admission.use_cases import record_founding_members

REASON = "Slepens iemesls 7391"


@pytest.fixture
async def people(world: World) -> dict[str, Person]:
    member, other = await world.organisation(), await world.organisation()
    async with world.database.transaction() as session:
        await record_founding_members(session, CLOCK, organisation_ids=[member], by=PLATFORM)
    second = await world.person(organisation_id=world.cluster_id, office="board")
    found = {
        "own": await world.person(organisation_id=member),
        "stranger": await world.person(organisation_id=other),
        "manager": world.manager,
        "board": second,
    }
    body = {"reason": REASON, "ends_at": (CLOCK.now() + timedelta(days=9)).isoformat()}
    made = await world.board.calls("POST", f"/organisations/{member}/suspensions", json=body)
    at, tag = f"/suspensions/{made.json()['id']}", {"If-Match": f'"v{made.json()["version"]}"'}
    assert (await second.calls("POST", f"{at}/confirmation", headers=tag)).is_success
    return found


async def test_the_reason_is_for_its_own_people_manager_and_board_and_in_no_other_place(
    world: World, people: dict[str, Person]
) -> None:
    member = people["own"].organisation_id
    read: dict[tuple[str, str], bool] = {}
    for path in (
        f"/organisations/{member}/suspensions",
        f"/organisations/{member}",
        "/organisations?standing=suspended",
        "/me",
    ):
        for name, person in (*people.items(), ("nobody", None)):
            asks: Any = person.calls if person else world.calls
            answer = await asks("GET", path)
            read[path, name] = REASON in answer.text
    seen = {name for (path, name), shown in read.items() if shown and path.endswith("suspensions")}
    assert seen == {"own", "manager", "board"}
    assert not any(shown for (path, _), shown in read.items() if not path.endswith("suspensions"))
    async with world.database.transaction() as session:
        for table in ("outbox", "notices"):
            kept = await session.scalar(
                sa.text(f"select count(*) from {table} t where t::text like :like"),
                {"like": f"%{REASON}%"},
            )
            assert kept == 0, table


async def test_nobody_and_no_stranger_touches_a_suspension(
    world: World, people: dict[str, Person]
) -> None:
    member = people["own"].organisation_id
    listed = await world.manager.calls("GET", f"/organisations/{member}/suspensions")
    at = f"/suspensions/{listed.json()['items'][0]['id']}"
    for step, body in (("confirmation", None), ("lifting", {"reason": "x"})):
        for name in ("own", "stranger", "manager", None):
            asks: Any = people[name].calls if name else world.calls
            answer = await asks("POST", f"{at}/{step}", json=body, headers={"If-Match": "*"})
            assert answer.status_code == (403 if name else 401), (step, name, answer.text)
            assert REASON not in answer.text
