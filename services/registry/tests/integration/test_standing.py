"""Suspensions: two members of the board, no interest of their own, an end of itself."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from services.registry.tests.admissions import applied
from services.registry.tests.conftest import CLOCK, Person, World

from registry.actors import PLATFORM
from registry.admission.use_cases import record_founding_members
from registry.delegations.use_cases import appoint_person
from registry.notices.orm import Notice
from registry.organisations.repository import locked_organisation
from registry.organisations.standing_policies import POLICIES
from registry.organisations.standings import suspend
from registry.standing.use_cases import move_suspensions
from shared.clocks import Clock


class Later(Clock):
    """Some days from now."""

    def __init__(self, days: float) -> None:
        self.days = days

    def now(self) -> Any:
        return CLOCK.now() + timedelta(days=self.days)


@pytest.fixture
async def member(world: World) -> UUID:
    organisation_id = await world.organisation()
    async with world.database.transaction() as session:
        await record_founding_members(
            session, CLOCK, organisation_ids=[organisation_id], by=PLATFORM
        )
    return organisation_id


@pytest.fixture
async def second(world: World) -> Person:
    return await world.person(organisation_id=world.cluster_id, office="board")


async def propose(by: Person, member: UUID, *, days: float = 10, **changes: Any) -> Any:
    ends = (CLOCK.now() + timedelta(days=days)).isoformat()
    body = {"reason": "Kaitējums klastera tēlam", "ends_at": ends, **changes}
    return await by.calls("POST", f"/organisations/{member}/suspensions", json=body)


async def confirm(by: Person, made: Any, **options: Any) -> Any:
    headers = {"If-Match": f'"v{made["version"]}"'}
    return await by.calls("POST", f"/suspensions/{made['id']}/confirmation", headers=headers)


async def lift(by: Person, made: Any) -> Any:
    path, headers = f"/suspensions/{made['id']}/lifting", {"If-Match": f'"v{made["version"]}"'}
    return await by.calls("POST", path, json={"reason": "Novērsts"}, headers=headers)


async def states(world: World, member: UUID) -> list[tuple[str, Any, Any]]:
    told = await world.announced("organisation.updated", member)
    return [(one["membership"], one["standing"], one["may"]) for one in told]


ALL = list(POLICIES[0].may["member"])
SUSPENDED = ("member", "suspended", ["count_as_member"])


async def test_two_members_of_the_board_suspend_and_two_lift(
    world: World, member: UUID, second: Person
) -> None:
    proposed = await propose(world.board, member)
    assert proposed.status_code == 201, proposed.text
    assert await states(world, member) == []
    alone = await confirm(world.board, proposed.json())
    assert (alone.status_code, alone.json()["code"]) == (409, "second_member_needed")
    stale = await confirm(second, {**proposed.json(), "version": 7})
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_suspension")
    confirmed = await confirm(second, proposed.json())
    assert confirmed.json()["status"] == "in_force", confirmed.text
    assert await states(world, member) == [SUSPENDED]
    shown = (await world.calls("GET", f"/organisations/{member}")).json()
    assert (shown["membership"], shown["standing"]) == ("member", "suspended")
    assert (await propose(second, member)).json()["code"] == "suspension_open"
    half = await lift(world.board, confirmed.json())
    assert half.json()["status"] == "in_force"
    assert (await lift(world.board, half.json())).json()["code"] == "second_member_needed"
    assert (await lift(second, half.json())).json()["status"] == "lifted"
    assert await states(world, member) == [SUSPENDED, ("member", "member", ALL)]


async def test_a_suspension_ends_by_itself_and_a_proposal_that_nobody_confirms_lapses(
    world: World, member: UUID, second: Person
) -> None:
    begins = (CLOCK.now() + timedelta(days=1)).isoformat()
    made = (await propose(world.board, member, begins_at=begins)).json()
    assert (await confirm(second, made)).json()["status"] == "confirmed"
    seen = []
    for days in (0, 2, 2, 11, 11):
        async with world.database.transaction() as session:
            await move_suspensions(session, Later(days))
        seen.append(len(await states(world, member)))
    assert seen == [0, 1, 1, 2, 2]
    assert (await states(world, member))[-1] == ("member", "member", ALL)
    await propose(world.board, member)
    async with world.database.transaction() as session:
        await move_suspensions(session, Later(11))
    kept = await world.manager.calls("GET", f"/organisations/{member}/suspensions")
    assert [one["status"] for one in kept.json()["items"]] == ["lapsed", "ended"]
    assert len(await states(world, member)) == 2


async def test_neither_manager_nor_a_board_member_tied_to_it_nor_a_stranger_suspends(
    world: World, member: UUID, second: Person
) -> None:
    theirs = await world.person(organisation_id=member)
    for by in (world.manager, theirs):
        refused = await propose(by, member)
        assert (refused.status_code, refused.json()["code"]) == (403, "board_only")
    stranger = await world.person(organisation_id=await world.organisation())
    path = f"/organisations/{member}/suspensions"
    assert (await stranger.calls("GET", path)).status_code == 403
    assert (await world.calls("GET", path)).status_code == 401
    assert (await theirs.calls("GET", path)).status_code == 200
    tied = await world.person(organisation_id=world.cluster_id, office="board")
    async with world.database.transaction() as session:
        await appoint_person(
            session,
            CLOCK,
            vault=world.vault,
            organisation_id=member,
            account_id=tied.id,
            office="representative",
        )
    assert (await propose(tied, member)).json()["code"] == "own_application"
    made = (await propose(world.board, member)).json()
    assert (await confirm(tied, made)).json()["code"] == "own_application"


async def test_only_a_member_is_suspended_and_only_for_a_time_to_come(
    world: World, member: UUID
) -> None:
    for nobody in (await world.organisation(), world.cluster_id):
        answer = await propose(world.board, nobody)
        assert answer.status_code in (403, 409), answer.text
    past = (CLOCK.now() - timedelta(days=1)).isoformat()
    for wrong, pointer in (({"ends_at": past}, "/ends_at"), ({"begins_at": past}, "/begins_at")):
        answer = await propose(world.board, member, **wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, "period_invalid")
        assert pointer in answer.text


async def test_who_represents_a_suspended_member_alone_does_not_act_for_the_board(
    world: World, member: UUID, second: Person
) -> None:
    other = await world.organisation()
    async with world.database.transaction() as session:
        await record_founding_members(session, CLOCK, organisation_ids=[other], by=PLATFORM)
        await appoint_person(
            session,
            CLOCK,
            vault=world.vault,
            organisation_id=other,
            account_id=second.id,
            office="representative",
        )
        organisation = await locked_organisation(session, other)
        await suspend(session, organisation, now=CLOCK.now())
    refused = await propose(second, member)
    assert (refused.status_code, refused.json()["code"]) == (403, "office_rests")
    case = await applied(world)
    for answer in (await case.waive("good_standing", by=second), await case.decide(by=second)):
        assert (answer.status_code, answer.json()["code"]) == (403, "office_rests")
    # Who represents another member as well is that one's delegate.
    third = await world.organisation()
    async with world.database.transaction() as session:
        await record_founding_members(session, CLOCK, organisation_ids=[third], by=PLATFORM)
        await appoint_person(
            session,
            CLOCK,
            vault=world.vault,
            organisation_id=third,
            account_id=second.id,
            office="representative",
        )
    assert (await propose(second, member)).status_code == 201


async def test_a_suspended_member_is_not_listed_among_the_members_but_found_by_its_standing(
    world: World, member: UUID, second: Person
) -> None:
    proposed = await propose(world.board, member)
    assert proposed.status_code == 201, proposed.text
    confirmed = await confirm(second, proposed.json())
    assert confirmed.json()["status"] == "in_force", confirmed.text
    seen = {}
    for filters in (
        "membership=member",
        "standing=suspended",
        "membership=former",
        "kind=producer",
    ):
        listed = (await world.calls("GET", f"/organisations?{filters}&limit=200")).json()
        seen[filters] = str(member) in {one["id"] for one in listed["items"]}
    assert seen == {
        "membership=member": False,
        "standing=suspended": True,
        "membership=former": False,
        "kind=producer": True,
    }
    wrong = await world.calls("GET", "/organisations?standing=nobody")
    assert wrong.status_code == 422


async def test_the_members_administrators_are_told_when_it_begins_and_when_it_is_over_not_why(
    world: World, member: UUID, second: Person
) -> None:
    await world.person(organisation_id=member)
    made = (await propose(world.board, member)).json()
    assert await notices(world, member) == []
    confirmed = (await confirm(second, made)).json()
    half = (await lift(world.board, confirmed)).json()
    await lift(second, half)
    told = await notices(world, member)
    assert [(one.template, one.role) for one in told] == [
        ("suspension_confirmed", "administrator"),
        ("suspension_over", "administrator"),
    ]
    assert all("Kaitējums" not in str(one.values) for one in told)
    assert set(told[0].values) == {"begins", "ends"}


async def notices(world: World, member: UUID) -> list[Any]:
    async with world.database.transaction() as session:
        return list(
            await session.scalars(
                sa.select(Notice).where(Notice.organisation_id == member).order_by(Notice.id)
            )
        )
