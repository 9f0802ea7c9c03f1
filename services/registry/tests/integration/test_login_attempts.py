"""Guessing passwords: it holds up the guesser and not the owner."""

import asyncio
import itertools
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import sqlalchemy as sa
from services.registry.tests.builders import PASSWORD
from services.registry.tests.conftest import Person, World, running, settings_for

from registry.identity.login_attempts.rules import FREE_ATTEMPTS

OWNER, STRANGER = "198.51.100.7", "203.0.113.9"
_origins = itertools.count(1)


async def logs_in(
    world: World, email: str, password: str = PASSWORD, *, origin: str = OWNER, **more: Any
) -> Any:
    return await world.http.post(
        "/v1/registry/sessions",
        json={"email": email, "password": password, **more},
        headers={"X-Forwarded-For": origin},
    )


async def guesses(world: World, email: str, *, origin: str, times: int = FREE_ATTEMPTS) -> None:
    for number in range(times):
        answer = await logs_in(world, email, f"guess {number}", origin=origin)
        assert answer.status_code == 401, answer.text


def elsewhere() -> str:
    """An origin that nobody has tried from."""
    number = next(_origins)
    return f"192.0.2.{number}" if number < 250 else f"2001:db8:{number:x}::1"


@pytest.fixture
async def strict(
    fresh_database: Callable[[str], Awaitable[str]], password_hash: str
) -> AsyncIterator[World]:
    """A registry whose wider bounds are low enough to be reached in a test."""
    settings = settings_for(
        await fresh_database("registry"), login_failures_per_origin=8, login_failures_per_address=8
    )
    async with running(settings, password_hash) as made:
        yield made


async def test_a_strangers_guesses_do_not_lock_the_owner_out(world: World) -> None:
    person = await world.person()
    await guesses(world, person.email, origin=STRANGER)
    paused = await logs_in(world, person.email, origin=STRANGER)
    assert (paused.status_code, paused.json()["code"]) == (429, "too_many_attempts")
    assert 25 <= int(paused.headers["Retry-After"]) <= 30
    assert (await logs_in(world, person.email)).status_code == 201
    # And the owner's success does not let the stranger begin anew.
    assert (await logs_in(world, person.email, origin=STRANGER)).status_code == 429


async def test_an_origin_written_by_the_client_is_not_believed(world: World) -> None:
    person = await world.person()
    for number in range(FREE_ATTEMPTS):
        claimed = f"10.9.8.{number}, {STRANGER}"
        assert (await logs_in(world, person.email, "guess", origin=claimed)).status_code == 401
    assert (await logs_in(world, person.email, origin=STRANGER)).status_code == 429


async def test_one_customer_of_ipv6_is_one_origin(world: World) -> None:
    person = await world.person()
    for number in range(FREE_ATTEMPTS):
        origin = f"2001:db8:77:1::{number:x}"
        assert (await logs_in(world, person.email, "guess", origin=origin)).status_code == 401
    paused = await logs_in(world, person.email, origin="2001:db8:77:1:ffff::1")
    assert paused.status_code == 429
    assert (await logs_in(world, person.email, origin="2001:db8:77:2::1")).status_code == 201


async def test_one_origin_cannot_try_many_addresses_without_end(strict: World) -> None:
    person = await strict.person()
    for number in range(8):
        email = f"nr{number}@nowhere.example"
        assert (await logs_in(strict, email, "guess", origin=STRANGER)).status_code == 401
    assert (await logs_in(strict, person.email, "guess", origin=STRANGER)).status_code == 429
    assert (await logs_in(strict, person.email)).status_code == 201


async def test_many_origins_cannot_guess_at_one_address_without_end(strict: World) -> None:
    person = await strict.person()
    for email in (person.email, "nobody@nowhere.example"):
        for _ in range(8):
            await guesses(strict, email, origin=elsewhere(), times=1)
        assert (await logs_in(strict, email, "guess", origin=elsewhere())).status_code == 429


async def test_a_known_device_gets_through_a_siege_and_its_token_is_not_used_up(
    strict: World,
) -> None:
    person = await strict.person()
    device = (await logs_in(strict, person.email)).json()["refresh_token"]
    for _ in range(8):
        await guesses(strict, person.email, origin=elsewhere(), times=1)
    assert (await logs_in(strict, person.email)).status_code == 429
    known = await logs_in(strict, person.email, refresh_token=device)
    assert known.status_code == 201, known.text
    refreshed = await strict.http.post(
        "/v1/registry/sessions/refresh", json={"refresh_token": device}
    )
    assert refreshed.status_code == 200
    # Used up now, so whoever has it has not the device.
    assert (await logs_in(strict, person.email, refresh_token=device)).status_code == 429


async def test_a_device_of_another_account_or_of_an_ended_login_is_not_known(
    strict: World,
) -> None:
    person, other = await strict.person(), await strict.person()
    foreign = (await logs_in(strict, other.email)).json()["refresh_token"]
    tokens = (await logs_in(strict, person.email)).json()
    ended = await strict.http.delete(
        "/v1/registry/sessions/current",
        headers={"Authorization": f"Bearer {tokens['access_token']}"},
    )
    assert ended.status_code == 204
    for _ in range(8):
        await guesses(strict, person.email, origin=elsewhere(), times=1)
    for refresh_token in (foreign, tokens["refresh_token"], "nonsense"):
        answer = await logs_in(strict, person.email, refresh_token=refresh_token)
        assert answer.status_code == 429, refresh_token


async def test_a_known_device_guesses_no_more_than_a_stranger(world: World) -> None:
    person = await world.person()
    device = (await logs_in(world, person.email)).json()["refresh_token"]
    for _ in range(FREE_ATTEMPTS):
        answer = await logs_in(
            world, person.email, "guess", origin=elsewhere(), refresh_token=device
        )
        assert answer.status_code == 401
    answer = await logs_in(world, person.email, origin=elsewhere(), refresh_token=device)
    assert answer.status_code == 429


async def test_a_reset_lets_the_owner_in_again_during_a_siege(strict: World) -> None:
    person, new = await strict.person(), "cits vārds citā laikā"
    for _ in range(8):
        await guesses(strict, person.email, origin=elsewhere(), times=1)
    await strict.calls("POST", "/password-resets", json={"email": person.email})
    code = await strict.mails.code_for(person.email)
    reset = await strict.http.post(
        "/v1/registry/password-resets/confirmation",
        json={"token": code, "new_password": new},
        headers={"X-Forwarded-For": OWNER},
    )
    assert reset.status_code == 204
    assert (await logs_in(strict, person.email, new)).status_code == 201


async def test_guesses_with_a_stolen_token_hold_up_no_login(world: World) -> None:
    person = await world.person()
    stolen = (await logs_in(world, person.email)).json()["access_token"]
    thief = Person(world, person.id, person.email, token=stolen)

    async def guesses_present(password: str) -> Any:
        body = {"current_password": password, "new_password": "cits vārds citā laikā"}
        return await thief.calls("PUT", "/me/password", json=body)

    for number in range(FREE_ATTEMPTS):
        assert (await guesses_present(f"guess {number}")).status_code == 422
    assert (await guesses_present(PASSWORD)).status_code == 429
    assert (await logs_in(world, person.email)).status_code == 201
    changed = await person.calls(
        "PUT",
        "/me/password",
        json={"current_password": PASSWORD, "new_password": "cits vārds citā laikā"},
    )
    assert changed.status_code == 204


async def test_failures_that_come_at_once_from_many_origins_are_all_counted(
    world: World,
) -> None:
    person, before = await world.person(), await world.count("login_attempts")
    answers = await asyncio.gather(
        *(logs_in(world, person.email, "guess", origin=elsewhere()) for _ in range(8))
    )
    assert {answer.status_code for answer in answers} == {401}
    async with world.database.transaction() as session:
        most = await session.scalar(sa.text("select max(failures) from login_attempts"))
    assert most >= 8
    assert await world.count("login_attempts") == before + 8 * 2 + 1


async def test_the_counts_name_neither_address_nor_origin(world: World) -> None:
    person = await world.person()
    await guesses(world, person.email, origin=STRANGER, times=1)
    async with world.database.transaction() as session:
        rows = await session.scalars(sa.text("select a::text from login_attempts a"))
        kept = "\n".join(rows)
    for text in (person.email, STRANGER):
        assert text not in kept
        assert text.encode().hex() not in kept


@pytest.mark.parametrize("shows_device", [False, True])
async def test_of_many_guesses_at_once_from_one_place_five_are_heard(
    world: World, shows_device: bool
) -> None:
    person = await world.person()
    device = (await logs_in(world, person.email)).json()["refresh_token"]
    origin, more = elsewhere(), {"refresh_token": device} if shows_device else {}
    answers = await asyncio.gather(
        *(logs_in(world, person.email, f"guess {n}", origin=origin, **more) for n in range(16))
    )
    heard = Counter(answer.status_code for answer in answers)
    assert heard == {401: FREE_ATTEMPTS, 429: 16 - FREE_ATTEMPTS}


@pytest.mark.parametrize("many", ["addresses", "origins"])
async def test_of_many_guesses_at_once_no_more_are_heard_than_the_wider_bounds_allow(
    strict: World, many: str
) -> None:
    person, origin = await strict.person(), elsewhere()
    answers = await asyncio.gather(
        *(
            logs_in(strict, f"{n}@nowhere.example", "guess", origin=origin)
            if many == "addresses"
            else logs_in(strict, person.email, "guess", origin=elsewhere())
            for n in range(16)
        )
    )
    assert Counter(answer.status_code for answer in answers) == {401: 8, 429: 8}


async def test_a_right_password_gives_back_its_own_attempt_and_no_other(strict: World) -> None:
    person, origin = await strict.person(), elsewhere()
    for number in range(7):
        await guesses(strict, f"{number}@nowhere.example", origin=origin, times=1)
    for _ in range(3):
        assert (await logs_in(strict, person.email, origin=origin)).status_code == 201
    await guesses(strict, person.email, origin=origin, times=1)
    assert (await logs_in(strict, person.email, origin=origin)).status_code == 429


async def test_the_right_password_for_a_wrong_organisation_is_no_wrong_guess(
    new_world: World,
) -> None:
    person = await new_world.person()
    for _ in range(FREE_ATTEMPTS + 1):
        refused = await logs_in(new_world, person.email, organisation_id=str(new_world.cluster_id))
        assert (refused.status_code, refused.json()["code"]) == (403, "not_its_representative")
        assert refused.json()["errors"][0]["pointer"] == "/organisation_id"
    assert await new_world.count("login_attempts") == 0


async def test_guesses_with_a_stolen_token_do_not_hold_up_the_device_it_was_stolen_from(
    strict: World,
) -> None:
    person = await strict.person()
    device = (await logs_in(strict, person.email)).json()
    thief = Person(strict, person.id, person.email, token=device["access_token"])
    body = {"current_password": "guess", "new_password": "cits vārds citā laikā"}
    for _ in range(FREE_ATTEMPTS):
        assert (await thief.calls("PUT", "/me/password", json=body)).status_code == 422
    assert (await thief.calls("PUT", "/me/password", json=body)).status_code == 429
    for _ in range(8):
        await guesses(strict, person.email, origin=elsewhere(), times=1)
    known = await logs_in(strict, person.email, refresh_token=device["refresh_token"])
    assert known.status_code == 201
