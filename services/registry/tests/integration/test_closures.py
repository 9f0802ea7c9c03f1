"""Entries that are closed and opened again: who may, whom it touches, what stays."""

import asyncio
from typing import Any

import pytest
import sqlalchemy as sa
from services.registry.tests.admissions import applied
from services.registry.tests.builders import competence_body, latvian_number, statements
from services.registry.tests.conftest import CLOCK, Person, World
from sqlalchemy.exc import IntegrityError

from registry.actors import PLATFORM
from registry.admission.use_cases import record_founding_members
from registry.delegations.use_cases import appoint_person, relieve_person
from registry.notices.orm import InboxEntry, Notice


async def closes(
    by: Person, organisation_id: Any, *, version: int = 1, reason: str = "Likvidēts"
) -> Any:
    return await by.calls(
        "POST",
        f"/organisations/{organisation_id}/closures",
        json={"reason": reason},
        headers={"If-Match": f'"v{version}"'},
    )


async def reopens(by: Person, closure: Any, reason: str = "Kļūda") -> Any:
    return await by.calls(
        "POST",
        f"/closures/{closure['id']}/reopening",
        json={"reason": reason},
        headers={"If-Match": f'"v{closure["version"]}"'},
    )


async def listed(world: World) -> list[str]:
    page = await world.calls("GET", "/organisations?limit=100")
    return [item["id"] for item in page.json()["items"]]


async def test_a_closed_entry_is_not_listed_may_nothing_and_says_so_to_who_asks(
    world: World,
) -> None:
    organisation_id = await world.organisation()
    assert str(organisation_id) in await listed(world)
    answer = await closes(world.manager, organisation_id)
    assert answer.status_code == 201, answer.text
    assert answer.headers["ETag"] == '"v1"'
    assert answer.json()["closed_by"] == str(world.manager.id)
    assert str(organisation_id) not in await listed(world)
    shown = (await world.calls("GET", f"/organisations/{organisation_id}")).json()
    assert (shown["may"], shown["merged_into"]) == ([], None)
    assert shown["closed_at"] is not None
    (told,) = await world.announced("organisation.updated", organisation_id)
    assert (told["may"], told["version"]) == ([], 2)
    assert told["closed_at"] is not None


async def test_who_acted_for_a_closed_entry_does_so_no_more_and_loses_nothing_elsewhere(
    world: World,
) -> None:
    organisation_id, other_id = await world.organisation(), await world.organisation()
    person = await world.person(organisation_id=organisation_id)
    elsewhere = await world.person(organisation_id=other_id)
    invited = f"/organisations/{organisation_id}/invitations"
    await person.calls("POST", invited, json={"email": elsewhere.email})
    secret = await world.mails.code_for(elsewhere.email)
    assert (await closes(world.manager, organisation_id)).status_code == 201
    dead = await person.calls("GET", "/me")
    assert (dead.status_code, dead.json()["code"]) == (401, "token_revoked")
    (ended,) = [
        told
        for told in await world.announced("affiliation.changed")
        if told["organisation_id"] == str(organisation_id) and told["until"] is not None
    ]
    assert ended["until"] is not None
    login = await world.calls(
        "POST", "/sessions", json={"email": person.email, "password": "zaļa pļava aiz upes"}
    )
    bearer = {"Authorization": f"Bearer {login.json()['access_token']}"}
    me = await world.calls("GET", "/me", headers=bearer)
    assert (me.status_code, me.json()["organisation_id"]) == (200, None), me.text
    accepted = await elsewhere.calls("POST", "/invitations/acceptance", json={"secret": secret})
    assert accepted.json()["code"] == "unknown_invitation"
    changed = await elsewhere.calls(
        "PATCH",
        f"/organisations/{other_id}",
        json={"website": None},
        headers={"If-Match": '"v1"'},
    )
    assert changed.status_code == 200


async def test_its_people_are_told_that_an_entry_is_closed_and_nobody_else_is(world: World) -> None:
    organisation_id = await world.organisation()
    people = {(await world.person(organisation_id=organisation_id)).id for _ in range(2)}
    closure = (await closes(world.manager, organisation_id)).json()
    async with world.database.transaction() as session:
        told = await session.execute(
            sa.select(InboxEntry.account_id, Notice.template, Notice.link)
            .join(Notice, Notice.id == InboxEntry.notice_id)
            .where(Notice.organisation_id == organisation_id)
        )
        rows = {tuple(row) for row in told}
    link = f"/v1/registry/closures/{closure['id']}"
    assert rows == {(account_id, "entry_closed", link) for account_id in people}
    nobodys = await world.organisation()
    before = await world.count("notices")
    assert (await closes(world.manager, nobodys)).status_code == 201
    assert await world.count("notices") == before


async def test_a_closed_entry_is_changed_by_nobody_until_it_is_reopened(world: World) -> None:
    organisation_id = await world.organisation()
    assert (await closes(world.manager, organisation_id)).status_code == 201
    path, tag = f"/organisations/{organisation_id}", {"If-Match": '"v2"'}
    for method, below, body in (
        ("PATCH", "", {"website": None}),
        ("POST", "/corrections", {"reason": "X", "sector": "public"}),
        ("POST", "/invitations", {"email": "jauns@kadrs.example"}),
        ("POST", "/competences", competence_body()),
        ("POST", "/closures", {"reason": "Vēlreiz"}),
    ):
        answer = await world.manager.calls(method, path + below, json=body, headers=tag)
        assert (answer.status_code, answer.json()["code"]) == (409, "entry_closed"), below


async def test_the_number_of_a_closed_entry_is_free_and_a_reopening_finds_it_taken(
    world: World,
) -> None:
    number = latvian_number(next(world.numbers))
    numbers = {"registration_number": number, "vat_number": f"LV{number}"}
    first = await world.organisation(**numbers)
    closure = (await closes(world.manager, first)).json()
    person = await world.person()
    again = await person.calls("POST", "/organisations", json=world.body(**numbers))
    assert again.status_code == 201, again.text
    refused = await reopens(world.manager, closure)
    taken = {"registration_number_taken", "vat_number_taken"}
    assert (refused.status_code, refused.json()["code"] in taken) == (409, True)
    assert (await closes(world.manager, again.json()["id"])).status_code == 201
    opened = await reopens(world.manager, closure)
    assert opened.status_code == 200, opened.text
    third = await person.calls("POST", "/organisations", json=world.body(**numbers))
    assert (third.status_code, third.json()["code"] in taken) == (409, True)


async def test_a_reopened_entry_may_what_it_might_and_nobody_acts_for_it_but_by_invitation(
    world: World,
) -> None:
    organisation_id = await world.organisation()
    person = await world.person(organisation_id=organisation_id)
    closure = (await closes(world.manager, organisation_id)).json()
    opened = await reopens(world.manager, closure)
    assert opened.headers["ETag"] == '"v2"'
    assert (opened.json()["status"], opened.json()["reopening_reason"]) == ("reopened", "Kļūda")
    *_, told = await world.announced("organisation.updated", organisation_id)
    assert (told["may"], told["closed_at"], told["version"]) == (["publish", "bid"], None, 3)
    assert str(organisation_id) in await listed(world)
    people = await world.manager.calls("GET", f"/organisations/{organisation_id}/representatives")
    assert people.json()["items"] == []
    twice = await reopens(world.manager, opened.json())
    assert (twice.status_code, twice.json()["code"]) == (409, "closure_state_forbids")
    stranger = await world.person()
    path = f"/organisations/{organisation_id}/invitations"
    taken = await world.manager.calls("POST", path, json={"email": stranger.email})
    assert (taken.status_code, taken.json()["code"]) == (409, "former_people_first")
    invitation = await world.manager.calls("POST", path, json={"email": person.email})
    assert invitation.status_code == 201, invitation.text
    # Where they do not come back within the time that they have, others may be asked.
    async with world.database.transaction() as session:
        await session.execute(
            sa.text(
                "UPDATE affiliations SET since = since - interval '31 days',"
                " until = until - interval '31 days' WHERE organisation_id = :id"
            ),
            {"id": organisation_id},
        )
    assert (await world.manager.calls("POST", path, json={"email": stranger.email})).is_success
    assert (await closes(world.manager, organisation_id, version=3)).status_code == 201


async def test_members_the_cluster_and_the_excluded_are_not_closed(world: World) -> None:
    member, excluded = await world.organisation(), await world.organisation()
    async with world.database.transaction() as session:
        await record_founding_members(session, CLOCK, organisation_ids=[member], by=PLATFORM)
        await session.execute(
            sa.text("UPDATE organisations SET standing = 'excluded', may = '{}' WHERE id = :id"),
            {"id": excluded},
        )
    for organisation_id, code in ((member, "member_stays"), (excluded, "excluded_stays")):
        version = 2 if organisation_id == member else 1
        answer = await closes(world.manager, organisation_id, version=version)
        assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert (await closes(world.manager, world.cluster_id)).status_code == 403
    for organisation_id in (member, world.cluster_id):
        with pytest.raises(IntegrityError, match="closed_"):
            async with world.database.transaction() as session:
                await session.execute(
                    sa.text(
                        "UPDATE organisations SET closed_at = now(), may = '{}' WHERE id = :id"
                    ),
                    {"id": organisation_id},
                )


async def test_a_pending_application_is_closed_with_the_entry_and_for_its_reason(
    world: World,
) -> None:
    case = await applied(world)
    organisation_id = (await world.manager.calls("GET", case.path)).json()["organisation_id"]
    version = (await world.calls("GET", f"/organisations/{organisation_id}")).json()["version"]
    answer = await closes(world.manager, organisation_id, version=version)
    assert answer.status_code == 201, answer.text
    application = (await world.manager.calls("GET", case.path)).json()
    assert application["status"] == "closed"
    assert application["ending"]["reason"] == "Likvidēts"


async def test_a_closing_is_refused_to_others_and_on_another_version(world: World) -> None:
    organisation_id = await world.organisation()
    person = await world.person(organisation_id=organisation_id)
    stranger = await world.person(organisation_id=await world.organisation())
    before = await world.count("closures")
    for who, version, status, code in (
        (person, 1, 403, "manager_only"),
        (stranger, 1, 403, "manager_only"),
        (world.board, 1, 403, "manager_only"),
        (world.manager, 7, 412, "stale_organisation"),
    ):
        answer = await closes(who, organisation_id, version=version)
        assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    empty = await closes(world.manager, organisation_id, reason=" ")
    assert (empty.status_code, empty.json()["errors"][0]["pointer"]) == (422, "/reason")
    bare = await world.manager.calls(
        "POST", f"/organisations/{organisation_id}/closures", json={"reason": "X"}
    )
    assert (bare.status_code, bare.json()["code"]) == (428, "precondition_required")
    assert await world.count("closures") == before
    closure = (await closes(world.manager, organisation_id)).json()
    for who in (stranger, world.board):
        refused = await reopens(who, closure)
        assert (refused.status_code, refused.json()["code"]) == (403, "manager_only")
    stale = await reopens(world.manager, {**closure, "version": 9})
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_closure")


async def test_a_manager_that_was_of_the_organisation_lately_neither_closes_nor_reopens_it(
    world: World,
) -> None:
    organisation_id = await world.organisation()
    manager = await world.person(organisation_id=world.cluster_id, office="manager")
    async with world.database.transaction() as session:
        await appoint_person(
            session,
            CLOCK,
            vault=world.vault,
            organisation_id=organisation_id,
            account_id=manager.id,
            office="representative",
        )
    refused = await closes(manager, organisation_id)
    assert (refused.status_code, refused.json()["code"]) == (403, "own_application")
    async with world.database.transaction() as session:
        await relieve_person(
            session,
            CLOCK,
            vault=world.vault,
            organisation_id=organisation_id,
            account_id=manager.id,
            office="representative",
        )
    refused = await closes(manager, organisation_id)
    assert (refused.status_code, refused.json()["code"]) == (403, "conflict_of_interest")
    closure = (await closes(world.manager, organisation_id)).json()
    refused = await reopens(manager, closure)
    assert (refused.status_code, refused.json()["code"]) == (403, "conflict_of_interest")


async def test_who_was_of_it_when_it_was_closed_reads_why_and_who_had_gone_before_does_not(
    world: World,
) -> None:
    organisation_id = await world.organisation()
    gone = await world.person(organisation_id=organisation_id)
    person = await world.person(organisation_id=organisation_id)
    dismissed = await person.calls(
        "DELETE", f"/organisations/{organisation_id}/representatives/{gone.id}"
    )
    assert dismissed.status_code == 204, dismissed.text
    closure = (await closes(world.manager, organisation_id)).json()
    for one in (gone, person):
        one.organisation_id, one.roles = None, ()
        await asyncio.sleep(1)  # a token of the second of a revocation counts as issued before it
        await world.give_token(one, scopes=["registry:read"])
    path = f"/organisations/{organisation_id}/closures"
    assert (await person.calls("GET", path)).json()["items"] == [closure]
    assert (await person.calls("GET", f"/closures/{closure['id']}")).json() == closure
    assert (await gone.calls("GET", path)).json()["items"] == []
    assert (await gone.calls("GET", f"/closures/{closure['id']}")).status_code == 404
    stranger = await world.person(organisation_id=await world.organisation())
    assert (await stranger.calls("GET", path)).status_code == 403
    assert (await stranger.calls("GET", f"/closures/{closure['id']}")).status_code == 404
    assert (await stranger.calls("GET", "/closures")).status_code == 403
    for officer in (world.manager, world.board):
        assert (await officer.calls("GET", path)).json()["items"] == [closure]
        newest = await officer.calls("GET", "/closures?status=closed&limit=1")
        assert newest.json()["items"] == [closure]
    reopened = await world.manager.calls("GET", "/closures?status=reopened")
    assert closure not in reopened.json()["items"]


async def test_of_two_closings_at_once_one_is_done_and_one_is_told(world: World) -> None:
    organisation_id = await world.organisation()
    answers = await asyncio.gather(*(closes(world.manager, organisation_id) for _ in range(2)))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert len(await world.announced("organisation.updated", organisation_id)) == 1


async def test_an_application_and_a_closing_at_once_leave_no_closed_candidate(
    world: World,
) -> None:
    organisation_id = await world.organisation()
    person = await world.person(organisation_id=organisation_id)
    body = {"organisation_id": str(organisation_id), "statements": statements()}
    applied, closed = await asyncio.gather(
        person.calls("POST", "/applications", json=body), closes(world.manager, organisation_id)
    )
    assert closed.status_code in (201, 409, 412)
    pending = await world.manager.calls("GET", f"/applications?organisation_id={organisation_id}")
    states = {item["status"] for item in pending.json()["items"]}
    assert states == ({"submitted"} if closed.status_code != 201 else states - {"submitted"})
    assert applied.status_code in (201, 401, 403)
