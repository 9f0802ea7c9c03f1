"""Another administrator for an organisation whose own have vanished: who may, whom it touches."""

import asyncio
import uuid
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from services.registry.tests.conftest import CLOCK, Person, World

from registry.delegations.use_cases import appoint_person, relieve_person
from registry.notices.orm import InboxEntry, Notice
from registry.successions.duties import settle_successions
from registry.successions.policies import policy_at

WAITING = policy_at(CLOCK.now()).waiting_days


class Later:
    """The business clock, days ahead."""

    def __init__(self, days: int) -> None:
        self._ahead = timedelta(days=days)

    def now(self) -> datetime:
        return CLOCK.now() + self._ahead


def address(world: World) -> str:
    return f"jauns{next(world.numbers)}@kadrs.example"


async def newcomer(world: World) -> Person:
    return await world.person(organisation_id=await world.organisation())


async def opens(by: Person, organisation_id: Any, email: str, **more: Any) -> Any:
    body = {"email": email, "reason": "Uz vēstulēm neatbild kopš marta", **more}
    return await by.calls("POST", f"/organisations/{organisation_id}/successions", json=body)


async def steps(by: Person, case: Any, verb: str, version: int | None = None) -> Any:
    tag = {"If-Match": f'"v{version or case["version"]}"'}
    return await by.calls("POST", f"/successions/{case['id']}/{verb}", headers=tag)


async def waits_over(world: World, case: Any, days: int = WAITING) -> None:
    """Let the case be as if it had been opened so many days earlier."""
    async with world.database.transaction() as session:
        changes = ", ".join(
            f"{one} = {one} - interval '{days} days'"
            for one in ("opened_at", "waits_until", "ends_at")
        )
        await session.execute(
            sa.text(f"update successions set {changes} where id = :id"), {"id": case["id"]}
        )


async def settles(world: World, days: int = 0) -> None:
    async with world.database.transaction() as session:
        await settle_successions(session, Later(days))


async def shown(world: World, case: Any) -> Any:
    return (await world.manager.calls("GET", f"/successions/{case['id']}")).json()


async def told(world: World, case: Any) -> list[tuple[Any, str]]:
    """Who was told what of the case, in order."""
    async with world.database.transaction() as session:
        rows = await session.execute(
            sa.select(InboxEntry.account_id, Notice.template)
            .join(Notice, Notice.id == InboxEntry.notice_id)
            .where(Notice.link == f"/v1/registry/successions/{case['id']}")
            .order_by(Notice.id)
        )
        return [(row[0], row[1]) for row in rows]


async def test_a_vanished_administrator_is_told_and_after_its_time_another_one_accepts(
    world: World,
) -> None:
    organisation_id = await world.organisation()
    vanished = await world.person(organisation_id=organisation_id)
    successor = await newcomer(world)
    answer = await opens(world.manager, organisation_id, successor.email)
    assert (answer.status_code, answer.headers["ETag"]) == (201, '"v1"'), answer.text
    case = answer.json()
    early = await steps(world.manager, case, "invitation")
    assert (early.status_code, early.json()["code"]) == (409, "administrators_wait")
    assert world.mails.to(successor.email) == []
    await waits_over(world, case)
    invited = await steps(world.manager, case, "invitation")
    assert (invited.status_code, invited.json()["status"]) == (200, "invited"), invited.text
    code = await world.mails.code_for(successor.email)
    people = f"/organisations/{organisation_id}/representatives"
    assert len((await world.manager.calls("GET", people)).json()["items"]) == 1
    accepted = await successor.calls("POST", "/invitations/acceptance", json={"secret": code})
    assert (accepted.status_code, accepted.json()["roles"]) == (201, ["administrator"])
    await settles(world)
    ended = await shown(world, case)
    assert (ended["status"], ended["email"]) == ("completed", None)
    roles = {
        one["account_id"]: one["roles"]
        for one in (await world.manager.calls("GET", people)).json()["items"]
    }
    assert roles[str(successor.id)] == ["administrator"]
    assert "administrator" in roles[str(vanished.id)], "it goes on, should it come back"
    heard = await told(world, case)
    assert heard[:2] == [(vanished.id, "succession_opened"), (vanished.id, "succession_invited")]
    assert set(heard[2:]) == {(who.id, "succession_completed") for who in (vanished, successor)}
    elsewhere = await successor.calls(
        "PATCH",
        f"/organisations/{successor.organisation_id}",
        json={"website": None},
        headers={"If-Match": '"v1"'},
    )
    assert elsewhere.status_code == 200, "what it is elsewhere is not touched"


async def test_any_administrator_stops_it_before_and_after_the_invitation_and_has_peace_then(
    world: World,
) -> None:
    for invite in (False, True):
        organisation_id = await world.organisation()
        await world.person(organisation_id=organisation_id)
        second = await world.person(organisation_id=organisation_id, roles=["administrator"])
        successor = await newcomer(world)
        case = (await opens(world.manager, organisation_id, successor.email)).json()
        code = ""
        if invite:
            await waits_over(world, case)
            case = (await steps(world.manager, case, "invitation")).json()
            code = await world.mails.code_for(successor.email)
        stopped = await steps(second, case, "ending")
        assert (stopped.status_code, stopped.json()["status"]) == (200, "stopped"), stopped.text
        if invite:
            late = await successor.calls("POST", "/invitations/acceptance", json={"secret": code})
            assert (late.status_code, late.json()["code"]) == (404, "unknown_invitation")
        assert (await told(world, case))[-1] == (world.manager.id, "succession_stopped")
        for verb in ("invitation", "ending"):
            gone = await steps(world.manager, stopped.json(), verb)
            assert (gone.status_code, gone.json()["code"]) == (409, "succession_state_forbids")
        again = await opens(world.manager, organisation_id, successor.email)
        assert (again.status_code, again.json()["code"]) == (409, "administrators_acted")


async def test_without_any_administrator_there_is_nobody_to_wait_for(world: World) -> None:
    organisation_id = await world.organisation()
    reader = await world.person(organisation_id=organisation_id, roles=["reader"])
    email = address(world)
    case = (await opens(world.manager, organisation_id, email)).json()
    assert case["waits_until"] == case["opened_at"]
    assert (await steps(world.manager, case, "invitation")).status_code == 200
    assert await world.mails.code_for(email)
    refused = await steps(reader, case, "ending", version=2)
    assert (refused.status_code, refused.json()["code"]) == (403, "role_not_held")
    # Somebody came meanwhile, and was never asked.
    async with world.database.transaction() as session:
        await appoint_person(
            session,
            CLOCK,
            vault=world.vault,
            organisation_id=organisation_id,
            account_id=(await world.person()).id,
            office="representative",
        )
    late = await steps(world.manager, case, "invitation", version=2)
    assert (late.status_code, late.json()["code"]) == (409, "succession_state_forbids")


async def test_only_the_address_that_was_invited_accepts(world: World) -> None:
    organisation_id = await world.organisation()
    successor, friend = await newcomer(world), await newcomer(world)
    case = (await opens(world.manager, organisation_id, successor.email)).json()
    assert (await steps(world.manager, case, "invitation")).status_code == 200
    code = await world.mails.code_for(successor.email)
    handed_on = await friend.calls("POST", "/invitations/acceptance", json={"secret": code})
    assert (handed_on.status_code, handed_on.json()["code"]) == (403, "for_another_address")
    async with world.database.transaction() as session:
        await session.execute(
            sa.text("update invitations set invited_by = :who where organisation_id = :id"),
            {"who": successor.id, "id": organisation_id},
        )
    itself = await successor.calls("POST", "/invitations/acceptance", json={"secret": code})
    assert (itself.status_code, itself.json()["code"]) == (403, "for_another_address")


async def test_a_manager_with_a_tie_a_stranger_and_nobody_do_not_begin_it(world: World) -> None:
    organisation_id = await world.organisation()
    administrator = await world.person(organisation_id=organisation_id)
    stranger = await newcomer(world)
    email = address(world)
    nobody = await world.calls(
        "POST", f"/organisations/{organisation_id}/successions", json={"email": email}
    )
    assert nobody.status_code == 401
    for by in (stranger, administrator, world.board):
        refused = await opens(by, organisation_id, email)
        assert (refused.status_code, refused.json()["code"]) == (403, "manager_only")
    async with world.database.transaction() as session:
        who = {
            "vault": world.vault,
            "organisation_id": organisation_id,
            "account_id": world.manager.id,
            "office": "representative",
        }
        await appoint_person(session, CLOCK, **who)  # type: ignore[arg-type]
    its_own = await opens(world.manager, organisation_id, email)
    assert (its_own.status_code, its_own.json()["code"]) == (403, "own_application")
    async with world.database.transaction() as session:
        await relieve_person(session, CLOCK, **who)  # type: ignore[arg-type]
    tied = await opens(world.manager, organisation_id, email)
    assert (tied.status_code, tied.json()["code"]) == (403, "conflict_of_interest")
    for wrong, status, code in (
        ({"organisation_id": world.cluster_id, "email": email}, 403, "conflict_of_interest"),
        ({"organisation_id": uuid.uuid4(), "email": email}, 404, "unknown_organisation"),
    ):
        answer = await opens(world.manager, **wrong)
        assert (answer.status_code, answer.json()["code"]) == (status, code), wrong
    other = await world.organisation()
    oneself = await opens(world.manager, other, world.manager.email.upper())
    assert (oneself.status_code, oneself.json()["code"]) == (409, "not_for_oneself")
    bad = await opens(world.manager, other, "nav adrese", reason=" ")
    assert bad.status_code == 422
    assert {one["pointer"] for one in bad.json()["errors"]} == {"/email", "/reason"}


async def test_strangers_learn_nothing_of_it_and_lists_show_it_to_whom_it_concerns(
    world: World,
) -> None:
    organisation_id = await world.organisation()
    administrator = await world.person(organisation_id=organisation_id)
    seller = await world.person(organisation_id=organisation_id, roles=["seller"])
    stranger = await newcomer(world)
    case = (await opens(world.manager, organisation_id, address(world))).json()
    path, of = f"/successions/{case['id']}", f"/organisations/{organisation_id}/successions"
    assert (await stranger.calls("GET", path)).status_code == 404
    assert (await steps(stranger, case, "ending")).status_code == 404
    assert (await stranger.calls("GET", of)).status_code == 403
    assert (await steps(administrator, case, "invitation")).status_code == 403
    assert (await seller.calls("GET", path)).json()["code"] == "role_not_held"
    assert (await administrator.calls("GET", "/successions")).json()["code"] == "manager_only"
    for by, at in ((administrator, of), (world.manager, of), (world.manager, "/successions")):
        listed = (await by.calls("GET", f"{at}?limit=100")).json()["items"]
        assert case["id"] in [one["id"] for one in listed]
    ended = await world.manager.calls("GET", "/successions?status=completed&limit=100")
    assert case["id"] not in [one["id"] for one in ended.json()["items"]]
    assert (await administrator.calls("GET", path)).json()["reason"] == case["reason"]
    back = await steps(world.manager, case, "ending")
    assert back.json()["status"] == "withdrawn"
    assert (await told(world, case))[-1] == (administrator.id, "succession_withdrawn")
    again = await opens(world.manager, organisation_id, address(world))
    assert again.status_code == 201, "its administrators have not spoken"


async def test_of_two_at_once_one_is_opened_and_one_ends_it(world: World) -> None:
    organisation_id = await world.organisation()
    administrator = await world.person(organisation_id=organisation_id)
    both = await asyncio.gather(
        *(opens(world.manager, organisation_id, address(world)) for _ in range(2))
    )
    assert sorted(one.status_code for one in both) == [201, 409]
    (refused,) = [one for one in both if one.status_code == 409]
    assert refused.json()["code"] == "succession_runs"
    (case,) = [one.json() for one in both if one.status_code == 201]
    await waits_over(world, case)
    ends = await asyncio.gather(
        steps(administrator, case, "ending"), steps(world.manager, case, "invitation")
    )
    assert sorted(one.status_code for one in ends) == [200, 412]


async def test_who_accepts_and_who_stops_at_once_agree_on_what_happened(world: World) -> None:
    organisation_id = await world.organisation()
    administrator, successor = (
        await world.person(organisation_id=organisation_id),
        await newcomer(world),
    )
    case = (await opens(world.manager, organisation_id, successor.email)).json()
    await waits_over(world, case)
    case = (await steps(world.manager, case, "invitation")).json()
    code = await world.mails.code_for(successor.email)
    stopped, accepted = await asyncio.gather(
        steps(administrator, case, "ending"),
        successor.calls("POST", "/invitations/acceptance", json={"secret": code}),
    )
    await settles(world)
    people = await world.manager.calls("GET", f"/organisations/{organisation_id}/representatives")
    came = accepted.status_code == 201
    assert (stopped.status_code == 200) is not came
    assert len(people.json()["items"]) == 1 + came
    assert (await shown(world, case))["status"] == ("completed" if came else "stopped")


async def test_time_ends_what_nobody_continues_and_what_was_closed(world: World) -> None:
    organisation_id, closed_id = await world.organisation(), await world.organisation()
    await world.person(organisation_id=organisation_id)
    email = address(world)
    case = (await opens(world.manager, organisation_id, email)).json()
    other = (await opens(world.manager, closed_id, address(world))).json()
    await waits_over(world, case)
    case = (await steps(world.manager, case, "invitation")).json()
    closed = await world.manager.calls(
        "POST",
        f"/organisations/{closed_id}/closures",
        json={"reason": "Likvidēts"},
        headers={"If-Match": '"v1"'},
    )
    assert closed.status_code == 201, closed.text
    await settles(world)
    assert (await shown(world, other))["status"] == "lapsed"
    assert (await shown(world, case))["status"] == "invited"
    await settles(world, days=40)
    ended = await shown(world, case)
    assert (ended["status"], ended["ended_by"]) == ("lapsed", None)
    assert (await told(world, case))[-1] == (world.manager.id, "succession_lapsed")
    invitations = await world.manager.calls("GET", f"/organisations/{organisation_id}/invitations")
    assert [one["status"] for one in invitations.json()["items"]] == ["void"]
    over = await steps(world.manager, ended, "invitation")
    assert (over.status_code, over.json()["code"]) == (409, "succession_state_forbids")
