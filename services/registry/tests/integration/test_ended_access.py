"""What a changed password and a revoked subject end: all that was made before."""

import dataclasses
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from services.registry.tests.builders import PASSWORD
from services.registry.tests.conftest import CLOCK, Person, World

from registry.identity.accounts.orm import Account
from registry.identity.accounts.passwords import hash_password
from registry.identity.api_keys.use_cases import create_api_key
from registry.identity.credentials.use_cases import end_access_of
from registry.identity.errors import AccessEnded
from registry.identity.me import use_cases as me
from registry.identity.sessions import use_cases as sessions

NEW = "cits vārds citā laikā"


async def new_key(person: Person) -> dict[str, Any]:
    expires = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    answer = await person.calls(
        "POST",
        "/api-keys",
        json={"name": "Skripts", "scopes": ["registry:read"], "expires_at": expires},
    )
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def new_machine(person: Person) -> dict[str, Any]:
    answer = await person.calls(
        "POST", "/clients", json={"name": "Automāts", "scopes": ["feeds:read"]}
    )
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def exchanges(world: World, key: dict[str, Any]) -> Any:
    return await world.http.post("/v1/registry/api-keys/exchange", json={"api_key": key["api_key"]})


async def asks_token(world: World, machine: dict[str, Any]) -> Any:
    form = {name: machine[name] for name in ("client_id", "client_secret")}
    return await world.http.post(
        "/v1/registry/oauth/token", data={"grant_type": "client_credentials", **form}
    )


async def is_dead(world: World, token: str) -> bool:
    answer = await world.http.get("/v1/registry/me", headers={"Authorization": f"Bearer {token}"})
    return bool(answer.status_code == 401 and answer.json()["code"] == "token_revoked")


async def changes_its_password(world: World, person: Person) -> None:
    body = {"current_password": PASSWORD, "new_password": NEW}
    assert (await person.calls("PUT", "/me/password", json=body)).status_code == 204


async def revokes_itself(world: World, person: Person) -> None:
    body = {"subject": str(person.id)}
    assert (await person.calls("POST", "/revocations", json=body)).status_code == 201


async def is_revoked_by_the_manager(world: World, person: Person) -> None:
    body = {"subject": str(person.id)}
    assert (await world.manager.calls("POST", "/revocations", json=body)).status_code == 201


ENDINGS = [changes_its_password, revokes_itself, is_revoked_by_the_manager]


@pytest.mark.parametrize("ends", ENDINGS)
async def test_api_keys_and_their_tokens_die_with_the_access_of_their_maker(
    world: World, ends: Any
) -> None:
    person = await world.person(organisation_id=await world.organisation())
    other = await world.person(organisation_id=await world.organisation())
    planted, untouched = await new_key(person), await new_key(other)
    token = (await exchanges(world, planted)).json()["access_token"]
    await ends(world, person)
    assert await is_dead(world, token)
    refused = await exchanges(world, planted)
    assert (refused.status_code, refused.json()["code"]) == (401, "api_key_refused")
    assert (await exchanges(world, untouched)).status_code == 200


@pytest.mark.parametrize("ends", ENDINGS)
async def test_the_machines_that_a_manager_made_die_with_its_access(
    new_world: World, ends: Any
) -> None:
    world = new_world
    second = await world.person(organisation_id=world.cluster_id, office="manager")
    planted, untouched = await new_machine(second), await new_machine(world.manager)
    token = (await asks_token(world, planted)).json()["access_token"]
    await ends(world, second)
    assert await is_dead(world, token)
    assert (await asks_token(world, planted)).json()["error"] == "invalid_client"
    assert (await asks_token(world, untouched)).status_code == 200
    subjects = {fact["subject"] for fact in await world.announced("token.revoked")}
    assert subjects == {str(second.id), planted["client_id"]}


async def test_a_machine_that_is_itself_the_subject_gets_no_further_token(world: World) -> None:
    machine = await new_machine(world.manager)
    token = (await asks_token(world, machine)).json()["access_token"]
    body = {"subject": machine["client_id"]}
    assert (await world.manager.calls("POST", "/revocations", json=body)).status_code == 201
    assert await is_dead(world, token)
    assert (await asks_token(world, machine)).json()["error"] == "invalid_client"


async def test_no_key_is_made_by_a_request_that_was_on_its_way_when_its_access_ended(
    world: World,
) -> None:
    person = await world.person(organisation_id=await world.organisation())
    # Its token was verified before the end, and the request comes to write after it.
    on_its_way = dataclasses.replace(person.caller, expires_at=int(time.time()) + 600)
    async with world.database.transaction() as session:
        await end_access_of(session, CLOCK, directory=world.directory, account_id=person.id)
    with pytest.raises(AccessEnded):
        async with world.database.transaction() as session:
            await create_api_key(
                session,
                CLOCK,
                name="Skripts",
                scopes=["registry:read"],
                expires_at=CLOCK.now() + timedelta(days=1),
                by=on_its_way,
            )
    later = dataclasses.replace(on_its_way, expires_at=int(time.time()) + 660)
    async with world.database.transaction() as session:
        await create_api_key(
            session,
            CLOCK,
            name="Skripts",
            scopes=["registry:read"],
            expires_at=CLOCK.now() + timedelta(days=1),
            by=later,
        )


def _reset_while_it_is_verified(
    world: World, person: Person, monkeypatch: pytest.MonkeyPatch, module: Any
) -> None:
    """Let the owner reset the password after `module` has read and verified the old one."""
    real = module.verify_password

    async def verify_and_reset(password: str, kept: str | None) -> bool:
        verified: bool = await real(password, kept)
        monkeypatch.setattr(module, "verify_password", real)
        async with world.database.transaction() as session:
            account = await session.get_one(Account, person.id)
            account.password_hash = await hash_password(NEW)
            await end_access_of(session, CLOCK, directory=world.directory, account_id=person.id)
        return verified

    monkeypatch.setattr(module, "verify_password", verify_and_reset)


async def test_a_login_on_its_way_with_the_old_password_does_not_survive_a_reset(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await world.person()
    _reset_while_it_is_verified(world, person, monkeypatch, sessions)
    body = {"email": person.email, "password": PASSWORD}
    late = await world.http.post("/v1/registry/sessions", json=body)
    assert (late.status_code, late.json()["code"]) == (401, "login_refused")
    body["password"] = NEW
    assert (await world.http.post("/v1/registry/sessions", json=body)).status_code == 201


async def test_a_change_of_password_on_its_way_does_not_undo_a_reset(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await world.person()
    _reset_while_it_is_verified(world, person, monkeypatch, me)
    body = {"current_password": PASSWORD, "new_password": "zagļa vārds citā laikā"}
    late = await person.calls("PUT", "/me/password", json=body)
    assert (late.status_code, late.json()["code"]) == (422, "wrong_password")
    login = {"email": person.email, "password": NEW}
    assert (await world.http.post("/v1/registry/sessions", json=login)).status_code == 201
