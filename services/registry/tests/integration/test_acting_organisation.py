"""Whom a person's tokens act for is its own choice, and a dismissal ends no other tokens."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from services.registry.tests.builders import PASSWORD
from services.registry.tests.conftest import CLOCK, Person, World

from registry.delegations.use_cases import appoint_person
from registry.identity.access_tokens.rules import RoleAssignment
from shared.database import Database
from shared.migrations import upgrade

FOLDER = Path(__file__).resolve().parents[2] / "migrations"


async def logs_in(world: World, person: Person, **more: Any) -> dict[str, Any]:
    """Log in with the password; return the tokens."""
    answer = await world.calls(
        "POST", "/sessions", json={"email": person.email, "password": PASSWORD, **more}
    )
    assert answer.status_code == 201, answer.text
    tokens: dict[str, Any] = answer.json()
    return tokens


async def refreshed(world: World, tokens: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Exchange the refresh token; return the next tokens."""
    answer = await world.calls(
        "POST", "/sessions/refresh", json={"refresh_token": tokens["refresh_token"], **more}
    )
    assert answer.status_code == 200, answer.text
    following: dict[str, Any] = answer.json()
    return following


async def me(world: World, tokens: dict[str, Any]) -> Any:
    """What `GET /me` answers to the access token."""
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    return await world.calls("GET", "/me", headers=headers)


async def acts_for(world: World, tokens: dict[str, Any]) -> str | None:
    """The organisation that the access token acts for."""
    answer = await me(world, tokens)
    assert answer.status_code == 200, answer.text
    organisation_id: str | None = answer.json()["organisation_id"]
    return organisation_id


async def delegated(world: World, person: Person, organisation_id: uuid.UUID) -> None:
    """Make the person a representative without any act of its own."""
    async with world.database.transaction() as session:
        await appoint_person(
            session,
            CLOCK,
            vault=world.vault,
            organisation_id=organisation_id,
            account_id=person.id,
            office="representative",
        )


async def dismissed(by: Person, person: Person, organisation_id: Any) -> None:
    """Let one representative dismiss another."""
    answer = await by.calls(
        "DELETE", f"/organisations/{organisation_id}/representatives/{person.id}"
    )
    assert answer.status_code == 204, answer.text


async def test_a_dismissal_ends_the_tokens_for_that_organisation_and_no_others(
    world: World,
) -> None:
    organisation_id, own = await world.organisation(), await world.organisation()
    first = await world.person(organisation_id=organisation_id)
    second = await world.person(organisation_id=organisation_id)
    await delegated(world, second, own)
    there = await logs_in(world, second, organisation_id=str(organisation_id))
    elsewhere = await logs_in(world, second, organisation_id=str(own))
    nowhere = await world.give_token(Person(world, second.id, second.email))
    await dismissed(first, second, organisation_id)
    refused = await me(world, there)
    assert (refused.status_code, refused.json()["code"]) == (401, "token_revoked")
    assert await acts_for(world, elsewhere) == str(own)
    assert (await nowhere.calls("GET", "/me")).status_code == 200
    told = (await world.announced("token.revoked"))[-1]
    assert (told["subject"], told["organisation_id"]) == (str(second.id), str(organisation_id))
    listed = (await world.calls("GET", "/revocations")).json()["items"]
    assert str(organisation_id) in {item["organisation_id"] for item in listed}


async def test_a_refresh_after_a_dismissal_acts_for_none_however_many_are_left(
    world: World,
) -> None:
    organisation_id, other = await world.organisation(), await world.organisation()
    first = await world.person(organisation_id=organisation_id)
    second = await world.person(organisation_id=organisation_id)
    await delegated(world, second, other)
    tokens = await logs_in(world, second)
    assert await acts_for(world, tokens) == str(organisation_id)
    await dismissed(first, second, organisation_id)
    tokens = await refreshed(world, tokens)
    assert await acts_for(world, tokens) is None
    assert await acts_for(world, await refreshed(world, tokens)) is None
    assert await acts_for(world, await logs_in(world, second)) is None


async def test_the_keys_of_a_dismissed_person_die_for_that_organisation_alone(
    world: World,
) -> None:
    organisation_id, own = await world.organisation(), await world.organisation()
    first = await world.person(organisation_id=organisation_id)
    second = await world.person(organisation_id=organisation_id)
    await delegated(world, second, own)
    keys, tokens = {}, {}
    for acting in (organisation_id, own):
        login = await logs_in(world, second, organisation_id=str(acting))
        body = {
            "name": "A program",
            "scopes": ["registry:read"],
            "expires_at": (datetime.now(UTC) + timedelta(days=9)).isoformat(),
        }
        headers = {"Authorization": f"Bearer {login['access_token']}"}
        made = await world.calls("POST", "/api-keys", json=body, headers=headers)
        keys[acting] = made.json()["api_key"]
    exchange = "/api-keys/exchange"
    for acting, key in keys.items():
        tokens[acting] = (await world.calls("POST", exchange, json={"api_key": key})).json()
    await dismissed(first, second, organisation_id)
    assert (await me(world, tokens[organisation_id])).json()["code"] == "token_revoked"
    assert await acts_for(world, tokens[own]) == str(own)
    statuses = {
        acting: (await world.calls("POST", exchange, json={"api_key": key})).status_code
        for acting, key in keys.items()
    }
    assert statuses == {organisation_id: 401, own: 200}


async def test_nobody_elses_act_decides_whom_the_next_login_acts_for(world: World) -> None:
    newcomer = await world.person()
    await delegated(world, newcomer, await world.organisation())
    assert await acts_for(world, await logs_in(world, newcomer)) is None
    made = await newcomer.calls("POST", "/organisations", json=world.body())
    own = made.json()["id"]
    assert await acts_for(world, await logs_in(world, newcomer)) == own
    second = (await newcomer.calls("POST", "/organisations", json=world.body())).json()["id"]
    assert await acts_for(world, await logs_in(world, newcomer)) == second
    await logs_in(world, newcomer, organisation_id=own)
    assert await acts_for(world, await logs_in(world, newcomer)) == own
    login = await logs_in(world, newcomer, organisation_id=second)
    assert await acts_for(world, await logs_in(world, newcomer)) == second
    await refreshed(world, login, organisation_id=own)
    assert await acts_for(world, await logs_in(world, newcomer)) == own


async def test_a_login_acts_in_the_roles_that_the_directory_names_and_asks_nobody_else(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, elsewhere = await world.person(), await world.organisation()

    async def roles_of(*_: Any, **__: Any) -> list[RoleAssignment]:
        return [RoleAssignment(elsewhere, frozenset({"board"}))]

    monkeypatch.setattr(world.directory, "roles_of", roles_of)
    tokens = await logs_in(world, person, organisation_id=str(elsewhere))
    shown = (await me(world, tokens)).json()
    assert (shown["organisation_id"], shown["roles"]) == (str(elsewhere), ["board"])
    assert [(one["id"], one["roles"]) for one in shown["organisations"]] == [
        (str(elsewhere), ["board"])
    ]


async def test_a_refused_choice_changes_nothing(world: World) -> None:
    organisation_id = await world.organisation()
    person = await world.person(organisation_id=organisation_id)
    foreign = str(await world.organisation())
    answer = await world.calls(
        "POST",
        "/sessions",
        json={"email": person.email, "password": PASSWORD, "organisation_id": foreign},
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "not_its_representative")
    assert await acts_for(world, await logs_in(world, person)) == str(organisation_id)


async def test_logins_and_dismissals_at_once_leave_no_token_for_the_organisation(
    world: World,
) -> None:
    organisation_id = await world.organisation()
    first = await world.person(organisation_id=organisation_id)
    for _ in range(3):
        second = await world.person(organisation_id=organisation_id)
        login = await logs_in(world, second)
        following = await asyncio.gather(
            world.calls(
                "POST", "/sessions/refresh", json={"refresh_token": login["refresh_token"]}
            ),
            dismissed(first, second, organisation_id),
        )
        assert following[0].status_code == 200, following[0].text
        answer = await me(world, following[0].json())
        assert answer.status_code == 401 or answer.json()["organisation_id"] is None


async def test_the_migration_takes_over_what_was_chosen_and_nothing_that_others_did(
    empty_database: Callable[[], Awaitable[str]],
) -> None:
    url = await empty_database()
    await upgrade(url, FOLDER, "0006")
    database = Database(url)
    owner, delegate, officer, captured = (uuid.uuid4() for _ in range(4))
    own, cluster = uuid.uuid4(), uuid.uuid4()
    async with database.transaction() as session:
        for who in (owner, delegate, officer, captured):
            await session.execute(
                sa.text(
                    "insert into accounts (id, version, email, email_key, name, created_at)"
                    " values (:id, 1, :mail, :mail, 'x', now())"
                ),
                {"id": who, "mail": f"{who}@kadrs.example"},
            )
        for where, number, is_cluster in ((own, "1", False), (cluster, "2", True)):
            await session.execute(
                sa.text(
                    "insert into organisations (id, version, name, names, sort_key, sector, kinds,"
                    " stages, roles, region, country, registration_number, street, city,"
                    " postal_code, address_country, description, languages, membership,"
                    " is_cluster, registered_at) values (:id, 1, 'x', '{}', 'x', 'public', '{}',"
                    " '{}', '{}', 'riga', 'LV', :number, '', '', '', 'LV', '{}', '{}', 'none',"
                    " :is_cluster, now() - interval '1 day')"
                ),
                {"id": where, "number": number, "is_cluster": is_cluster},
            )
        for where, who, office, after in (
            (own, owner, "representative", "1 millisecond"),
            (own, delegate, "representative", "1 hour"),
            (cluster, officer, "board", "2 hours"),
            (cluster, captured, "representative", "3 hours"),
        ):
            await session.execute(
                sa.text(
                    "insert into delegations values (:where, :who, :office,"
                    " now() - interval '1 day' + cast(cast(:after as text) as interval))"
                ),
                {"where": where, "who": who, "office": office, "after": after},
            )
    await upgrade(url, FOLDER)
    async with database.transaction() as session:
        rows = await session.execute(sa.text("select id, chosen_organisation_id from accounts"))
        chosen = {row[0]: row[1] for row in rows}
    await database.dispose()
    assert chosen == {owner: own, delegate: None, officer: cluster, captured: None}
