"""Accounts, logins, refresh tokens and what each caller is told about itself."""

import asyncio
import uuid
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from services.registry.tests.builders import PASSWORD
from services.registry.tests.conftest import CLOCK, Person, World

from registry.identity.accounts.use_cases import create_account
from registry.identity.login_attempts.rules import FREE_ATTEMPTS
from registry.identity.login_attempts.use_cases import CountedAttempt
from registry.identity.sessions.use_cases import count_login_attempt, log_in
from shared.testing.clocks import FixedClock


async def logs_in(world: World, email: str, password: str = PASSWORD, **more: Any) -> Any:
    return await world.http.post(
        "/v1/registry/sessions", json={"email": email, "password": password, **more}
    )


async def me(world: World, access_token: str) -> Any:
    answer = await world.http.get(
        "/v1/registry/me", headers={"Authorization": f"Bearer {access_token}"}
    )
    return answer.json()


async def refreshes(world: World, refresh_token: str, **more: Any) -> Any:
    return await world.http.post(
        "/v1/registry/sessions/refresh", json={"refresh_token": refresh_token, **more}
    )


async def test_a_new_account_logs_in_and_learns_who_it_is(world: World) -> None:
    body = {"email": "Jauna@Kadrs.example", "name": "Jauna"}
    assert (await world.calls("POST", "/accounts", json=body)).status_code == 202
    code = await world.mails.code_for("Jauna@Kadrs.example")
    made = await world.calls(
        "POST", "/accounts/confirmation", json={"token": code, "password": PASSWORD}
    )
    assert made.status_code == 201, made.text
    assert set(made.json()) == {"id", "email", "name"}
    answer = await logs_in(world, "jauna@kadrs.EXAMPLE")
    assert answer.status_code == 201, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    tokens = answer.json()
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 600)
    mine = await me(world, tokens["access_token"])
    assert mine["subject"] == made.json()["id"]
    assert (mine["organisation_id"], mine["roles"], mine["organisations"]) == (None, [], [])
    assert "billing:invoicing" not in mine["scopes"]
    assert "feeds:read" not in mine["scopes"]
    assert "registry:write" in mine["scopes"]


async def test_a_token_acts_for_one_organisation_with_the_roles_held_there(world: World) -> None:
    organisation_id = await world.organisation()
    person = await world.person(organisation_id=organisation_id)
    tokens = (await logs_in(world, person.email)).json()
    mine = await me(world, tokens["access_token"])
    assert mine["organisation_id"] == str(organisation_id)
    assert mine["roles"] == [
        "administrator",
        "buyer",
        "delegate",
        "finance",
        "reader",
        "representative",
        "seller",
    ]
    manager = (await logs_in(world, world.manager.email)).json()
    mine = await me(world, manager["access_token"])
    assert mine["organisation_id"] == str(world.cluster_id)
    assert mine["roles"] == ["manager"]
    assert "billing:invoicing" in mine["scopes"]
    elsewhere = await logs_in(world, person.email, organisation_id=str(world.cluster_id))
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (403, "not_its_representative")


async def test_a_refresh_can_change_the_organisation(world: World) -> None:
    one = await world.organisation()
    person = await world.person(organisation_id=one)
    tokens = (await logs_in(world, person.email)).json()
    answer = await person.calls("POST", "/organisations", json=world.body())
    other = answer.json()["id"]
    refreshed = await refreshes(world, tokens["refresh_token"], organisation_id=other)
    assert refreshed.status_code == 200, refreshed.text
    assert (await me(world, refreshed.json()["access_token"]))["organisation_id"] == other
    kept = await refreshes(world, refreshed.json()["refresh_token"])
    assert (await me(world, kept.json()["access_token"]))["organisation_id"] == other
    foreign = await refreshes(
        world, kept.json()["refresh_token"], organisation_id=str(world.cluster_id)
    )
    assert foreign.status_code == 403
    # The refusal left nothing behind: the token was not used up.
    assert (await refreshes(world, kept.json()["refresh_token"])).status_code == 200


async def test_known_and_unknown_addresses_are_refused_alike(world: World) -> None:
    person = await world.person()
    wrong = await logs_in(world, person.email, "not the password")
    unknown = await logs_in(world, "nobody@nowhere.example", "not the password")
    no_address = await logs_in(world, "no address at all", "not the password")
    async with world.database.transaction() as session:
        await create_account(session, CLOCK, email="mute@kadrs.example", name="Mute")
    passwordless = await logs_in(world, "mute@kadrs.example", "not the password")
    for answer in (wrong, unknown, no_address, passwordless):
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        problem = answer.json()
        assert problem["code"] == "login_refused"
        assert problem["detail"] == wrong.json()["detail"]


async def test_after_five_failures_an_address_waits_whether_or_not_it_has_an_account(
    world: World,
) -> None:
    person = await world.person()
    for email in (person.email, "waits@nowhere.example"):
        for _ in range(FREE_ATTEMPTS):
            assert (await logs_in(world, email, "wrong")).status_code == 401
        locked = await logs_in(world, email, PASSWORD)
        assert (locked.status_code, locked.json()["code"]) == (429, "too_many_attempts")
        assert 25 <= int(locked.headers["Retry-After"]) <= 30
    later = FixedClock(CLOCK.now() + timedelta(seconds=31))
    ring = world.app.state.key_ring
    async with world.database.transaction() as session:
        attempt = await count_login_attempt(
            session, later, ring=ring, email=person.email, origin="127.0.0.1"
        )
    assert isinstance(attempt, CountedAttempt)
    async with world.database.transaction() as session:
        outcome = await log_in(
            session,
            later,
            ring=ring,
            directory=world.directory,
            attempt=attempt,
            email=person.email,
            password=PASSWORD,
        )
    assert hasattr(outcome, "refresh_token")
    assert (await logs_in(world, person.email)).status_code == 201


async def test_many_guesses_at_once_are_not_all_heard(world: World) -> None:
    person = await world.person()
    answers = await asyncio.gather(*(logs_in(world, person.email, f"guess {n}") for n in range(12)))
    heard = [answer for answer in answers if answer.status_code == 401]
    assert len(heard) <= FREE_ATTEMPTS
    assert {answer.status_code for answer in answers} == {401, 429}


async def test_a_refresh_token_works_once_and_a_second_use_ends_the_login(world: World) -> None:
    person = await world.person()
    first = (await logs_in(world, person.email)).json()
    second = (await refreshes(world, first["refresh_token"])).json()
    assert second["refresh_token"] != first["refresh_token"]
    stolen = await refreshes(world, first["refresh_token"])
    assert (stolen.status_code, stolen.json()["code"]) == (401, "refresh_refused")
    # The thief's family is dead, and so is the honest owner's: one of them was the thief.
    assert (await refreshes(world, second["refresh_token"])).status_code == 401
    for tokens in (first, second):
        refused = await world.http.get(
            "/v1/registry/me", headers={"Authorization": f"Bearer {tokens['access_token']}"}
        )
        assert (refused.status_code, refused.json()["code"]) == (401, "token_revoked")
    other_login = await logs_in(world, person.email)
    assert other_login.status_code == 201


async def test_a_token_says_how_and_when_its_person_logged_in_and_a_refresh_makes_it_no_younger(
    world: World,
) -> None:
    person = await world.person()
    tokens = (await logs_in(world, person.email)).json()
    first = await world.app.state.verifier.verify(tokens["access_token"])
    assert first.amr == ("pwd",)
    assert first.auth_time is not None
    assert first.iat - 5 <= first.auth_time <= first.iat
    async with world.database.transaction() as session:
        await session.execute(
            sa.text(
                "update login_sessions set created_at = created_at - interval '1 hour' "
                "where account_id = :who"
            ),
            {"who": person.id},
        )
    refreshed = (await refreshes(world, tokens["refresh_token"])).json()
    later = await world.app.state.verifier.verify(refreshed["access_token"])
    assert (later.amr, later.auth_time) == (("pwd",), first.auth_time - 3600)


async def test_of_two_refreshes_at_once_at_most_one_succeeds(world: World) -> None:
    person = await world.person()
    tokens = (await logs_in(world, person.email)).json()
    answers = await asyncio.gather(*(refreshes(world, tokens["refresh_token"]) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401]


@pytest.mark.parametrize("column", ["created_at", "expires_at"])
async def test_an_old_login_cannot_be_refreshed(world: World, column: str) -> None:
    person = await world.person()
    tokens = (await logs_in(world, person.email)).json()
    statement = (
        "update login_sessions set expires_at = now() where account_id = :who"
        if column == "expires_at"
        else "update refresh_tokens set issued_at = issued_at - interval '8 days' "
        "where session_id in (select id from login_sessions where account_id = :who)"
    )
    async with world.database.transaction() as session:
        await session.execute(sa.text(statement), {"who": person.id})
    assert (await refreshes(world, tokens["refresh_token"])).status_code == 401


async def test_a_logout_ends_refresh_and_access_tokens(world: World) -> None:
    person = await world.person()
    first = (await logs_in(world, person.email)).json()
    tokens = (await refreshes(world, first["refresh_token"])).json()
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    answer = await world.http.delete("/v1/registry/sessions/current", headers=headers)
    assert answer.status_code == 204
    assert (await refreshes(world, tokens["refresh_token"])).status_code == 401
    for dead in (first, tokens):
        refused = await world.http.get(
            "/v1/registry/me", headers={"Authorization": f"Bearer {dead['access_token']}"}
        )
        assert refused.json()["code"] == "token_revoked"
    public = (await world.calls("GET", "/revocations")).json()["items"]
    announced = await world.announced("token.revoked")
    assert {item["token_id"] for item in public} >= {e["token_id"] for e in announced[-2:]}


async def test_a_token_of_no_login_has_no_session_to_end(world: World) -> None:
    person = await world.person()
    answer = await person.calls("DELETE", "/sessions/current")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_session")


async def test_a_token_of_nobody_that_is_known_has_no_me(world: World) -> None:
    ghost = Person(world, uuid.uuid4(), "ghost@kadrs.example")
    await world.give_token(ghost)
    answer = await ghost.calls("GET", "/me")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_account")


async def test_the_database_keeps_no_secret_in_clear(world: World) -> None:
    person = await world.person()
    tokens = (await logs_in(world, person.email)).json()
    async with world.database.transaction() as session:
        rows = await session.execute(
            sa.text(
                "select a::text || coalesce(r::text, '') || coalesce(i::text, '') "
                "from accounts a left join login_sessions s on s.account_id = a.id "
                "left join refresh_tokens r on r.session_id = s.id "
                "left join issued_tokens i on i.grant_id = s.id where a.id = :who"
            ),
            {"who": person.id},
        )
        kept = " ".join(row[0] for row in rows)
    for secret in (PASSWORD, tokens["refresh_token"], tokens["access_token"]):
        assert secret not in kept
    assert "$argon2id$" in kept


NEW = "cits vārds citā laikā"


async def changes_password(person: Person, current: str = PASSWORD, new: str = NEW) -> Any:
    return await person.calls(
        "PUT", "/me/password", json={"current_password": current, "new_password": new}
    )


async def test_a_changed_password_ends_every_login_and_lets_the_new_one_in(world: World) -> None:
    person = await world.person()
    tokens = (await logs_in(world, person.email)).json()
    assert (await changes_password(person)).status_code == 204
    assert (await person.calls("GET", "/me")).json()["code"] == "token_revoked"
    assert (await refreshes(world, tokens["refresh_token"])).status_code == 401
    assert (await logs_in(world, person.email)).status_code == 401
    assert (await logs_in(world, person.email, NEW)).status_code == 201


async def test_a_change_of_password_names_the_present_one_and_guesses_are_counted(
    world: World,
) -> None:
    person = await world.person()
    weak = await changes_password(person, new="short")
    assert (weak.status_code, weak.json()["code"]) == (422, "weak_password")
    assert weak.json()["errors"][0]["pointer"] == "/new_password"
    for _ in range(FREE_ATTEMPTS):
        wrong = await changes_password(person, current="not the password")
        assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_password")
        assert wrong.json()["errors"][0]["pointer"] == "/current_password"
    waits = await changes_password(person)
    assert (waits.status_code, waits.json()["code"]) == (429, "too_many_attempts")
    assert int(waits.headers["Retry-After"]) > 0
    ghost = await world.give_token(Person(world, uuid.uuid4(), "ghost@kadrs.example"))
    assert (await changes_password(ghost)).json()["code"] == "unknown_account"


async def test_what_has_served_its_time_is_swept_away(new_world: World) -> None:
    world = new_world
    person = await world.person()
    await logs_in(world, "gone@nowhere.example", "wrong")
    first = await logs_in(world, person.email)
    assert first.status_code == 201
    async with world.database.transaction() as session:
        for statement in (
            "update login_attempts set began_at = now() - interval '26 hours', "
            "last_failed_at = now() - interval '25 hours'",
            "update issued_tokens set expires_at = now() - interval '1 second'",
            "update login_sessions set expires_at = now() - interval '1 second'",
        ):
            await session.execute(sa.text(statement))
    await logs_in(world, "other@nowhere.example", "wrong")
    await logs_in(world, person.email)
    for table in ("issued_tokens", "login_sessions", "refresh_tokens"):
        assert await world.count(table) == 1, table
    assert await world.count("login_attempts") == 3, "by pair, by origin, by address"
