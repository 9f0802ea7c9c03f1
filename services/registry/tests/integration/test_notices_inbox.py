"""A person's inbox over HTTP: its own and nobody else's, read, marked, and told as it wants."""

import uuid
from typing import Any

import pytest
from services.registry.tests.conftest import CLOCK, Person, World

from registry.delegations.use_cases import appoint_person
from registry.notices import use_cases
from shared.ids import new_id


async def told(world: World, organisation_id: uuid.UUID, **data: Any) -> str:
    """Tell the organisation's administrators something, and return the notice's id."""
    notice: dict[str, Any] = {
        "notice_id": new_id(),
        "producer": "registry",
        "organisation_id": organisation_id,
        "role": "administrator",
        "template": "address_dead",
        "values": {},
        "link": None,
        **data,
    }
    async with world.database.transaction() as session:
        await use_cases.take_notice(session, CLOCK, **notice)
    return str(notice["notice_id"])


async def listed(person: Person, query: str = "") -> list[str]:
    answer = await person.calls("GET", f"/notices{query}")
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


async def test_an_inbox_is_read_in_pages_the_unread_first_and_the_newest_first(
    world: World,
) -> None:
    company = await world.organisation()
    person = await world.person(organisation_id=company)
    ids = [await told(world, company) for _ in range(4)]
    marked = await person.calls("PUT", f"/notices/{ids[3]}/reading", json={"unread": False})
    assert (marked.status_code, marked.json()["unread"]) == (200, False)
    assert marked.json()["read_at"] is not None
    expected = [ids[2], ids[1], ids[0], ids[3]]
    assert await listed(person) == expected
    walked, path = [], "/notices?limit=2"
    while path:
        page = (await person.calls("GET", path)).json()
        walked += [item["id"] for item in page["items"]]
        path = f"/notices?limit=2&cursor={page['next']}" if page["next"] else ""
    assert walked == expected
    assert await listed(person, "?unread=true") == expected[:3]
    assert await listed(person, "?family=generic") == []
    assert await listed(person, f"?organisation_id={world.cluster_id}") == []


async def test_anothers_notice_does_not_exist(world: World) -> None:
    company = await world.organisation()
    await world.person(organisation_id=company)
    notice_id = await told(world, company)
    stranger = await world.person(organisation_id=await world.organisation())
    path = f"/notices/{notice_id}"
    for answer in (
        await stranger.calls("GET", path),
        await stranger.calls("PUT", f"{path}/reading", json={"unread": False}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "notice_not_found")
    assert (await world.calls("GET", f"/notices/{notice_id}")).status_code == 401


async def test_a_person_of_two_organisations_has_one_inbox_for_both(world: World) -> None:
    here, there = await world.organisation(), await world.organisation()
    person = await world.person(organisation_id=here)
    async with world.database.transaction() as session:
        await appoint_person(
            session,
            CLOCK,
            vault=world.vault,
            organisation_id=there,
            account_id=person.id,
            office="representative",
        )
    first, second = await told(world, here), await told(world, there)
    assert await listed(person) == [second, first]


async def test_all_that_came_up_to_a_moment_is_read_at_once_and_later_ones_are_not(
    world: World,
) -> None:
    company = await world.organisation()
    person = await world.person(organisation_id=company)
    first = await told(world, company)
    seen = (await person.calls("GET", f"/notices/{first}")).json()["received_at"]
    second = await told(world, company)
    answer = await person.calls("POST", "/notices/reading", json={"received_until": seen})
    assert answer.json() == {"read": 1}
    assert await listed(person, "?unread=true") == [second]


async def test_a_notice_is_told_in_the_language_that_its_reader_chose(world: World) -> None:
    company = await world.organisation()
    person = await world.person(organisation_id=company)
    notice_id = await told(world, company)
    before = (await person.calls("GET", f"/notices/{notice_id}")).json()["subject"]
    shown = await person.calls("GET", "/notice-settings")
    changed = await person.calls(
        "PATCH",
        "/notice-settings",
        json={"language": "en"},
        headers={"If-Match": shown.headers["etag"]},
    )
    assert (changed.status_code, changed.json()["language"]) == (200, "en")
    after = (await person.calls("GET", f"/notices/{notice_id}")).json()["subject"]
    assert (before, after) == (
        "Kolēģa adrese vairs nepieņem vēstules",
        "A colleague's address takes no mails any more",
    )
    stale = await person.calls(
        "PATCH",
        "/notice-settings",
        json={"language": "lt"},
        headers={"If-Match": shown.headers["etag"]},
    )
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_notice_settings")


@pytest.mark.parametrize(
    ("families", "code"),
    [
        ({"notices": "never"}, "notice_family_compulsory"),
        ({"notices": "daily"}, "notice_family_compulsory"),
        ({"of_nobody": "never"}, "notice_family_unknown"),
    ],
)
async def test_what_is_mailed_to_everybody_cannot_be_switched_off_and_says_why(
    world: World, families: dict[str, str], code: str
) -> None:
    person = await world.person()
    refused = await person.calls(
        "PATCH", "/notice-settings", json={"families": families}, headers={"If-Match": "*"}
    )
    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (422, code)
    assert problem["errors"][0]["pointer"] == f"/families/{next(iter(families))}"
    shown = (await person.calls("GET", "/notice-settings")).json()
    compulsory = {item["family"]: item["compulsory"] for item in shown["families"]}
    assert compulsory["notices"]
    assert compulsory["generic"] is None


async def test_a_machine_has_no_inbox(world: World) -> None:
    made = await world.manager.calls(
        "POST", "/clients", json={"name": "Lasa", "scopes": ["registry:read"]}
    )
    client = made.json()
    token = await world.http.post(
        "/v1/registry/oauth/token",
        data={
            "grant_type": "client_credentials",
            "client_id": client["client_id"],
            "client_secret": client["client_secret"],
        },
    )
    headers = {"Authorization": f"Bearer {token.json()['access_token']}"}
    for path in ("/notices", "/notice-settings", "/unplaced-notices"):
        assert (await world.calls("GET", path, headers=headers)).status_code == 403


async def test_what_came_to_nobody_waits_for_the_manager_until_it_is_handled(
    world: World,
) -> None:
    notice_id = await told(world, await world.organisation())
    person = await world.person(organisation_id=await world.organisation())
    assert (await person.calls("GET", "/unplaced-notices")).status_code == 403
    waiting = (await world.manager.calls("GET", "/unplaced-notices?limit=200")).json()["items"]
    mine = [item for item in waiting if item["id"] == notice_id]
    assert [(item["reached"], item["generic"]) for item in mine] == [("manager", False)]
    path, tag = f"/unplaced-notices/{notice_id}/handling", {"If-Match": '"v1"'}
    assert (await person.calls("POST", path, headers=tag)).status_code == 403
    handled = await world.manager.calls("POST", path, headers=tag)
    assert (handled.status_code, handled.headers["etag"]) == (200, '"v2"')
    again = await world.manager.calls("POST", path, headers={"If-Match": '"v2"'})
    assert (again.status_code, again.json()["code"]) == (409, "notice_handled")
    stale = await world.manager.calls("POST", path, headers=tag)
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_notice")
    left = (await world.manager.calls("GET", "/unplaced-notices?limit=200")).json()["items"]
    assert notice_id not in [item["id"] for item in left]
    placed = await told(world, world.cluster_id, role="board")
    none = await world.manager.calls(
        "POST", f"/unplaced-notices/{placed}/handling", headers={"If-Match": "*"}
    )
    assert none.status_code == 404
