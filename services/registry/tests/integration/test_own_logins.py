"""A person sees its own logins, and ends those that it does not know."""

import uuid
from typing import Any

import sqlalchemy as sa
from services.registry.tests.builders import PASSWORD
from services.registry.tests.conftest import Person, World

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


async def logs_in(world: World, person: Person, user_agent: str = FIREFOX) -> tuple[Person, Any]:
    answer = await world.http.post(
        "/v1/registry/sessions",
        json={"email": person.email, "password": PASSWORD},
        headers={"User-Agent": user_agent},
    )
    assert answer.status_code == 201, answer.text
    tokens = answer.json()
    logged_in = Person(
        world, person.id, person.email, person.organisation_id, token=tokens["access_token"]
    )
    return logged_in, tokens


async def lists(person: Person) -> list[dict[str, Any]]:
    answer = await person.calls("GET", "/sessions?limit=200")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def refreshes(world: World, tokens: Any) -> Any:
    return await world.http.post(
        "/v1/registry/sessions/refresh", json={"refresh_token": tokens["refresh_token"]}
    )


async def test_a_person_sees_its_living_logins_and_which_of_them_it_uses(world: World) -> None:
    organisation_id = await world.organisation()
    person = await world.person(organisation_id=organisation_id)
    one, _ = await logs_in(world, person)
    two, tokens = await logs_in(world, person, "Dzeltenais-Telefons/7 (serial 123456)")
    _, gone = await logs_in(world, person)
    async with world.database.transaction() as session:
        await session.execute(
            sa.text(
                "update refresh_tokens set issued_at = issued_at - interval '8 days' where "
                "session_id = (select max(id::text)::uuid from login_sessions "
                "where account_id = :who)"
            ),
            {"who": person.id},
        )
    assert (await refreshes(world, gone)).status_code == 401
    assert (await refreshes(world, tokens)).status_code == 200
    first, second = await lists(one)
    assert (first["is_current"], second["is_current"]) == (True, False)
    assert (first["client_hint"], second["client_hint"]) == ("Firefox, Linux", None)
    assert first["organisation_id"] == str(organisation_id)
    assert second["created_at"] < second["last_used_at"] < second["expires_at"]
    assert [each["is_current"] for each in await lists(two)] == [False, True]
    assert set(first) == {
        "id",
        "created_at",
        "last_used_at",
        "expires_at",
        "organisation_id",
        "client_hint",
        "second_factor_at",
        "amr",
        "is_current",
    }


async def test_a_login_is_ended_one_by_one_and_dies_at_once(world: World) -> None:
    person = await world.person()
    one, _ = await logs_in(world, person)
    two, tokens = await logs_in(world, person)
    other = (await lists(one))[1]["id"]
    assert (await one.calls("DELETE", f"/sessions/{other}")).status_code == 204
    assert (await two.calls("GET", "/me")).json()["code"] == "token_revoked"
    assert (await refreshes(world, tokens)).status_code == 401
    assert len(await lists(one)) == 1
    again = await one.calls("DELETE", f"/sessions/{other}")
    assert (again.status_code, again.json()["code"]) == (404, "login_not_found")


async def test_all_others_are_ended_and_the_login_in_use_stays(world: World) -> None:
    person, stranger = await world.person(), await world.person()
    logins = [await logs_in(world, person) for _ in range(3)]
    theirs, _ = await logs_in(world, stranger)
    kept, tokens = logins[1]
    assert (await kept.calls("DELETE", "/sessions/others")).status_code == 204
    assert [each["is_current"] for each in await lists(kept)] == [True]
    for ended, _ in (logins[0], logins[2]):
        assert (await ended.calls("GET", "/me")).json()["code"] == "token_revoked"
    assert (await refreshes(world, tokens)).status_code == 200
    assert (await theirs.calls("GET", "/me")).status_code == 200


async def test_anothers_login_is_not_found_and_a_key_ends_none(world: World) -> None:
    person, stranger = await world.person(), await world.person()
    one, _ = await logs_in(world, person)
    mine = (await lists(one))[0]["id"]
    for login_id in (mine, uuid.uuid4()):
        answer = await stranger.calls("DELETE", f"/sessions/{login_id}")
        assert (answer.status_code, answer.json()["code"]) == (404, "login_not_found")
    assert await lists(stranger) == []
    made = await one.calls(
        "POST",
        "/api-keys",
        json={"name": "X", "scopes": ["search:read"], "expires_at": "2027-06-01T00:00:00Z"},
    )
    got = await world.http.post(
        "/v1/registry/api-keys/exchange", json={"api_key": made.json()["api_key"]}
    )
    key = Person(world, person.id, person.email, token=got.json()["access_token"])
    for method, path in (
        ("GET", "/sessions"),
        ("DELETE", "/sessions/others"),
        ("DELETE", f"/sessions/{mine}"),
    ):
        answer = await key.calls(method, path)
        assert (answer.status_code, answer.json()["code"]) == (403, "person_only"), path
    assert len(await lists(one)) == 1
