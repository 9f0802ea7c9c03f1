"""Asking to leave: what is refused, who may ask, and who sees."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from services.registry.tests.conftest import Person, World
from services.registry.tests.leavings import a_member, ask, asked, cancel, show


@pytest.fixture
async def member(world: World) -> Person:
    """An administrator of a member."""
    return await a_member(world)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"wished_on": "2001-01-01"}, "/wished_on"),
        ({"wished_on": "2999-01-01"}, "/wished_on"),
        ({"wished_on": "tomorrow"}, "/wished_on"),
        ({"reason": ""}, "/reason"),
        ({"reason": "x" * 20_001}, "/reason"),
        ({"organisation_id": "mine"}, "/organisation_id"),
        ({"approved": True}, "/approved"),
    ],
)
async def test_a_request_that_cannot_be_is_refused_by_its_field(
    world: World, member: Person, body: dict[str, Any], pointer: str
) -> None:
    before = await world.count("leaving_requests")
    answer = await member.calls(
        "POST", "/leaving-requests", json={"organisation_id": str(member.organisation_id), **body}
    )
    assert answer.status_code == 422, answer.text
    assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]
    assert await world.count("leaving_requests") == before


async def test_leaving_twice_is_refused_also_at_the_same_moment(
    world: World, member: Person
) -> None:
    answers = await asyncio.gather(*(ask(member) for _ in range(4)))
    assert sorted(one.status_code for one in answers) == [201, 409, 409, 409]
    assert {one.json()["code"] for one in answers if one.status_code == 409} == {"already_leaving"}


async def test_who_is_no_member_does_not_leave(world: World) -> None:
    outsider = await world.person(organisation_id=await world.organisation())
    answer = await ask(outsider)
    assert (answer.status_code, answer.json()["code"]) == (409, "no_membership_to_leave")
    # The cluster's own people are no administrators of it, and it is no member of itself.
    for officer in (world.manager, world.board):
        assert (await ask(officer, world.cluster_id)).status_code in (403, 409)
    unknown = await ask(outsider, uuid4())
    assert (unknown.status_code, unknown.json()["errors"][0]["pointer"]) == (
        404,
        "/organisation_id",
    )


async def test_only_an_administrator_asks_and_stays_and_its_people_see(
    world: World, member: Person
) -> None:
    assert member.organisation_id is not None
    reader = await world.person(organisation_id=member.organisation_id, roles=["reader"])
    stranger = await world.person(organisation_id=await world.organisation())
    for who, code in ((reader, "role_not_held"), (stranger, "not_its_representative")):
        answer = await ask(who, member.organisation_id)
        assert (answer.status_code, answer.json()["code"]) == (403, code)
    for officer in (world.manager, world.board):
        assert (await ask(officer, member.organisation_id)).status_code == 403
    nobody = await world.calls("POST", "/leaving-requests", json={})
    assert nobody.status_code == 401
    request = await asked(member)
    for who in (member, reader, world.manager, world.board):
        assert (await show(who, request)).status_code == 200
    assert (await show(stranger, request)).status_code == 404
    assert (await cancel(stranger, request)).status_code == 404
    assert (await cancel(world.board, request)).status_code == 404
    for who in (reader, world.manager):
        assert (await cancel(who, request)).status_code == 403
    assert (await world.calls("GET", f"/leaving-requests/{request['id']}")).status_code == 401
    assert (await world.calls("GET", "/leaving-requests")).status_code == 401
    listed = (await stranger.calls("GET", "/leaving-requests")).json()["items"]
    assert listed == []
    own = (await reader.calls("GET", "/leaving-requests")).json()["items"]
    assert [one["id"] for one in own] == [request["id"]]
    assert (await cancel(member, request)).status_code == 200


async def test_the_work_list_shows_who_waits_longest_first_and_by_pages(
    world: World, member: Person
) -> None:
    first = await asked(member)
    other = await a_member(world)
    second = await asked(other)
    path = "/leaving-requests?status=requested&limit=1"
    seen: list[str] = []
    while path:
        page = (await world.manager.calls("GET", path)).json()
        seen += [one["id"] for one in page["items"]]
        cursor = page["next"]
        path = cursor and f"/leaving-requests?status=requested&limit=1&cursor={cursor}"
    ours = [one for one in seen if one in (first["id"], second["id"])]
    assert ours == [first["id"], second["id"]]
    narrowed = await world.board.calls(
        "GET", f"/leaving-requests?organisation_id={other.organisation_id}"
    )
    assert [one["id"] for one in narrowed.json()["items"]] == [second["id"]]
