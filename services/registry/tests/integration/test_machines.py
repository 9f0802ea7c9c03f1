"""Machine accounts with client credentials, and API keys."""

import base64
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote_plus

import pytest
import sqlalchemy as sa
from services.registry.tests.conftest import EVERY_ROLE, Person, World

from shared.tokens import Claims

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


async def new_client(world: World, *scopes: str) -> dict[str, Any]:
    answer = await world.manager.calls(
        "POST", "/clients", json={"name": "Automāts", "scopes": list(scopes)}
    )
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def asks_token(world: World, **form: Any) -> Any:
    return await world.http.post(
        "/v1/registry/oauth/token", data={"grant_type": "client_credentials", **form}
    )


async def claims_of(world: World, token: str) -> Claims:
    claims: Claims = await world.app.state.verifier.verify(token)
    return claims


def basic(client_id: str, secret: str) -> dict[str, str]:
    both = f"{quote_plus(client_id)}:{quote_plus(secret)}"
    return {"Authorization": "Basic " + base64.b64encode(both.encode()).decode()}


async def test_a_machine_gets_a_token_with_its_scopes_and_no_role(world: World) -> None:
    made = await new_client(world, "billing:invoicing", "feeds:read")
    answer = await asks_token(
        world, client_id=made["client_id"], client_secret=made["client_secret"]
    )
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    granted = answer.json()
    assert granted["token_type"] == "Bearer"
    assert granted["scope"] == "billing:invoicing feeds:read"
    claims = await claims_of(world, granted["access_token"])
    assert (claims.kind, claims.roles, claims.org) == ("machine", (), None)
    assert str(claims.sub) == made["client_id"]
    mine = await world.http.get(
        "/v1/registry/me", headers={"Authorization": f"Bearer {granted['access_token']}"}
    )
    assert (mine.json()["kind"], mine.json()["name"]) == ("machine", "Automāts")


async def test_a_machine_may_ask_for_less_and_authenticate_in_the_header(world: World) -> None:
    made = await new_client(world, "billing:invoicing", "feeds:read")
    answer = await world.http.post(
        "/v1/registry/oauth/token",
        data={"grant_type": "client_credentials", "scope": "feeds:read"},
        headers=basic(made["client_id"], made["client_secret"]),
    )
    assert answer.status_code == 200, answer.text
    assert answer.json()["scope"] == "feeds:read"


async def test_refusals_are_those_of_rfc_6749(world: World) -> None:
    made = await new_client(world, "feeds:read")
    good = {"client_id": made["client_id"], "client_secret": made["client_secret"]}
    for form, status, error in (
        ({**good, "grant_type": "password"}, 400, "unsupported_grant_type"),
        ({**good, "grant_type": ""}, 400, "invalid_request"),
        ({**good, "scope": "registry:write"}, 400, "invalid_scope"),
        ({**good, "scope": "nonsense"}, 400, "invalid_scope"),
        ({**good, "client_secret": "wrong"}, 401, "invalid_client"),
        ({**good, "client_id": str(uuid.uuid4())}, 401, "invalid_client"),
        ({**good, "client_id": "nonsense"}, 401, "invalid_client"),
        ({"client_id": made["client_id"]}, 401, "invalid_client"),
        ({}, 401, "invalid_client"),
    ):
        answer = await asks_token(world, **form)
        assert (answer.status_code, answer.json()["error"]) == (status, error), form
        assert set(answer.json()) == {"error", "error_description"}
        assert ("WWW-Authenticate" in answer.headers) is (status == 401)


@pytest.mark.parametrize(
    ("content", "headers"),
    [
        (b'{"grant_type":"client_credentials"}', {"Content-Type": "application/json"}),
        (b"grant_type=client_credentials", {}),
        (b"grant_type=a&grant_type=b", FORM),
        (b"", FORM),
        (b"grant_type=%ff", FORM),
        (b"grant_type=client_credentials&client_id=%00&client_secret=x", FORM),
        (b"&".join(b"a%d=1" % n for n in range(40)), FORM),
        (b"grant_type=" + b"x" * 9000, FORM),
    ],
)
async def test_a_malformed_form_is_an_invalid_request(
    world: World, content: bytes, headers: dict[str, str]
) -> None:
    answer = await world.http.post("/v1/registry/oauth/token", content=content, headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    "value", ["Basic !!!", "Basic " + base64.b64encode(b"x").decode(), "Dance"]
)
async def test_malformed_credentials_in_the_header_are_an_invalid_client(
    world: World, value: str
) -> None:
    answer = await world.http.post(
        "/v1/registry/oauth/token",
        data={"grant_type": "client_credentials"},
        headers={"Authorization": value},
    )
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_credentials_in_two_places_are_an_invalid_request(world: World) -> None:
    made = await new_client(world, "feeds:read")
    answer = await world.http.post(
        "/v1/registry/oauth/token",
        data={
            "grant_type": "client_credentials",
            "client_id": made["client_id"],
            "client_secret": made["client_secret"],
        },
        headers=basic(made["client_id"], made["client_secret"]),
    )
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_a_revoked_machine_is_locked_out_at_once(world: World) -> None:
    made = await new_client(world, "feeds:read")
    good = {"client_id": made["client_id"], "client_secret": made["client_secret"]}
    token = (await asks_token(world, **good)).json()["access_token"]
    listed = (await world.manager.calls("GET", "/clients?limit=200")).json()["items"]
    assert made["client_id"] in {item["client_id"] for item in listed}
    assert "client_secret" not in listed[0]
    assert (await world.manager.calls("DELETE", f"/clients/{made['client_id']}")).status_code == 204
    used = await world.http.get("/v1/registry/me", headers={"Authorization": f"Bearer {token}"})
    assert (used.status_code, used.json()["code"]) == (401, "token_revoked")
    assert (await asks_token(world, **good)).json()["error"] == "invalid_client"
    again = await world.manager.calls("DELETE", f"/clients/{made['client_id']}")
    assert (again.status_code, again.json()["code"]) == (404, "unknown_client")
    listed = (await world.manager.calls("GET", "/clients?limit=200")).json()["items"]
    assert made["client_id"] not in {item["client_id"] for item in listed}


async def test_only_the_manager_handles_machine_accounts(world: World) -> None:
    made = await new_client(world, "feeds:read")
    stranger = await world.person(organisation_id=await world.organisation())
    for person in (stranger, world.board):
        for answer in (
            await person.calls("GET", "/clients"),
            await person.calls("POST", "/clients", json={"name": "X", "scopes": ["feeds:read"]}),
            await person.calls("DELETE", f"/clients/{made['client_id']}"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (403, "manager_only")
    for scopes in ([], ["nonsense"], ["feeds:read", "feeds:read"]):
        answer = await world.manager.calls("POST", "/clients", json={"name": "X", "scopes": scopes})
        assert answer.status_code == 422


async def new_key(person: Person, *scopes: str, days: int = 30, **changes: Any) -> Any:
    expires = (datetime.now(UTC) + timedelta(days=days)).isoformat()
    return await person.calls(
        "POST",
        "/api-keys",
        json={"name": "Skripts", "scopes": list(scopes), "expires_at": expires, **changes},
    )


async def exchanges(world: World, api_key: str) -> Any:
    return await world.http.post("/v1/registry/api-keys/exchange", json={"api_key": api_key})


async def test_an_api_key_acts_as_its_maker_within_its_scopes(world: World) -> None:
    organisation_id = await world.organisation()
    person = await world.person(organisation_id=organisation_id)
    made = await new_key(person, "registry:read", "marketplace:write")
    assert made.status_code == 201, made.text
    assert made.json()["api_key"].startswith(made.json()["prefix"] + ".")
    answer = await exchanges(world, made.json()["api_key"])
    assert answer.status_code == 200
    assert answer.json()["expires_in"] == 600
    claims = await claims_of(world, answer.json()["access_token"])
    assert (claims.sub, claims.org, claims.kind) == (person.id, organisation_id, "machine")
    assert claims.scopes == {"registry:read", "marketplace:write"}
    assert claims.roles == EVERY_ROLE
    listed = (await person.calls("GET", "/api-keys")).json()["items"]
    assert [item["id"] for item in listed] == [made.json()["id"]]
    assert "api_key" not in listed[0]
    stranger = await world.person()
    assert (await stranger.calls("GET", "/api-keys")).json()["items"] == []


async def test_a_key_and_a_machine_carry_no_office_and_no_word_of_a_login(world: World) -> None:
    made = await new_client(world, "feeds:read")
    good = {"client_id": made["client_id"], "client_secret": made["client_secret"]}
    tokens = [(await asks_token(world, **good)).json()["access_token"]]
    for officer in (world.manager, world.board):
        key = (await new_key(officer, "registry:read", "registry:write")).json()["api_key"]
        tokens.append((await exchanges(world, key)).json()["access_token"])
    for token in tokens:
        claims = await claims_of(world, token)
        assert (claims.roles, claims.amr, claims.auth_time) == ((), (), None)
        machine = Person(world, claims.sub, "", claims.org, token=token)
        listed = await machine.calls("GET", "/clients")
        assert listed.status_code == 403


async def test_nobody_grants_a_key_more_than_it_holds(world: World) -> None:
    person = await world.person(organisation_id=await world.organisation())
    answer = await new_key(person, "registry:read", "billing:invoicing")
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_not_held")
    assert answer.json()["errors"][0]["pointer"] == "/scopes/1"
    limited = await world.person(scopes=["registry:read"])
    assert (await new_key(limited, "registry:write")).json()["code"] == "scope_not_held"
    assert (await new_key(world.manager, "billing:invoicing", "feeds:read")).status_code == 201
    key = (await new_key(person, "registry:read", "registry:write")).json()["api_key"]
    token = (await exchanges(world, key)).json()["access_token"]
    machine = Person(world, person.id, person.email, person.organisation_id, token=token)
    by_key = await new_key(machine, "registry:read")
    assert (by_key.status_code, by_key.json()["code"]) == (403, "person_only")
    register = await machine.calls("POST", "/organisations", json=world.body())
    assert (register.status_code, register.json()["code"]) == (403, "person_only")


async def test_a_key_reaches_nothing_that_outlives_it_or_belongs_to_other_credentials(
    world: World,
) -> None:
    organisation_id = await world.organisation()
    person = await world.person(organisation_id=organisation_id)
    accomplice = await world.person()
    other_key = (await new_key(person, "registry:read")).json()["id"]
    key = (await new_key(person, "registry:read", "registry:write")).json()["api_key"]
    token = (await exchanges(world, key)).json()["access_token"]
    machine = Person(world, person.id, person.email, person.organisation_id, token=token)
    invitations = f"/organisations/{organisation_id}/invitations"
    representatives = f"/organisations/{organisation_id}/representatives"
    for answer in (
        await machine.calls("POST", invitations, json={"email": accomplice.email}),
        await machine.calls("DELETE", f"{representatives}/{person.id}"),
        await machine.calls("GET", "/api-keys"),
        await machine.calls("DELETE", f"/api-keys/{other_key}"),
        await machine.calls("POST", "/revocations", json={"subject": str(person.id)}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "person_only")
    assert (await person.calls("GET", "/me")).status_code == 200
    assert len((await person.calls("GET", "/api-keys")).json()["items"]) == 2
    jti = (await claims_of(world, token)).jti
    own = await machine.calls("POST", "/revocations", json={"token_id": jti})
    assert own.status_code == 201


async def test_a_new_key_is_told_again_to_its_maker_alone_and_stored_by_no_cache(
    world: World,
) -> None:
    person = await world.person(organisation_id=await world.organisation())
    soon = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    body = {"name": "Export", "scopes": ["search:read"], "expires_at": soon}

    async def asks(token: str) -> Any:
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "once"}
        return await world.http.post("/v1/registry/api-keys", json=body, headers=headers)

    made = await asks(person.token)
    assert made.status_code == 201, made.text
    again = await asks(person.token)
    assert again.json() == made.json()
    assert again.headers["Cache-Control"] == made.headers["Cache-Control"] == "no-store"
    token = (await exchanges(world, made.json()["api_key"])).json()["access_token"]
    by_key = await asks(token)
    assert (by_key.status_code, by_key.json()["code"]) == (403, "person_only")


async def test_a_managers_key_revokes_no_tokens_of_others(world: World) -> None:
    person = await world.person()
    key = (await new_key(world.manager, "search:read")).json()["api_key"]
    token = (await exchanges(world, key)).json()["access_token"]
    machine = Person(world, world.manager.id, "", world.manager.organisation_id, token=token)
    answer = await machine.calls("POST", "/revocations", json={"subject": str(person.id)})
    assert (answer.status_code, answer.json()["code"]) == (403, "person_only")
    assert (await person.calls("GET", "/me")).status_code == 200


@pytest.mark.parametrize("days", [-1, 0, 731])
async def test_a_key_expires_in_the_future_and_within_two_years(world: World, days: int) -> None:
    answer = await new_key(await world.person(), "registry:read", days=days)
    assert (answer.status_code, answer.json()["code"]) == (422, "expiry_out_of_range")
    answer = await new_key(await world.person(), "registry:read", expires_at="9999-12-31T23:59:59Z")
    assert answer.status_code == 422


async def test_a_wrong_expired_or_revoked_key_is_refused_alike(world: World) -> None:
    person = await world.person()
    made = (await new_key(person, "registry:read")).json()
    expired = (await new_key(person, "registry:read")).json()
    async with world.database.transaction() as session:
        await session.execute(
            sa.text("update api_keys set expires_at = now() where id = :id"), {"id": expired["id"]}
        )
    for key in (
        "nonsense",
        ".",
        f"{made['prefix']}.",
        f"{made['prefix']}.wrong",
        f"avt000000000000.{made['api_key'].split('.')[1]}",
        expired["api_key"],
        "ā" * 100,
    ):
        answer = await exchanges(world, key)
        assert (answer.status_code, answer.json()["code"]) == (401, "api_key_refused"), key
    assert (await exchanges(world, "nul\x00")).status_code == 422


async def test_revoking_a_key_kills_the_tokens_it_was_exchanged_for(world: World) -> None:
    person = await world.person()
    made = (await new_key(person, "registry:read")).json()
    token = (await exchanges(world, made["api_key"])).json()["access_token"]
    stranger = await world.person()
    foreign = await stranger.calls("DELETE", f"/api-keys/{made['id']}")
    assert (foreign.status_code, foreign.json()["code"]) == (404, "unknown_api_key")
    assert (await person.calls("DELETE", f"/api-keys/{made['id']}")).status_code == 204
    used = await world.http.get("/v1/registry/me", headers={"Authorization": f"Bearer {token}"})
    assert (used.status_code, used.json()["code"]) == (401, "token_revoked")
    assert (await exchanges(world, made["api_key"])).status_code == 401
    # The owner's own token is another, and lives.
    assert (await person.calls("GET", "/me")).status_code == 200


async def test_a_key_dies_with_its_owners_office(world: World) -> None:
    organisation_id = await world.organisation()
    first = await world.person(organisation_id=organisation_id)
    second = await world.person(organisation_id=organisation_id)
    key = (await new_key(second, "registry:read")).json()["api_key"]
    assert (await exchanges(world, key)).status_code == 200
    await first.calls("DELETE", f"/organisations/{organisation_id}/representatives/{second.id}")
    assert (await exchanges(world, key)).status_code == 401
