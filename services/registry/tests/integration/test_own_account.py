"""A person changes its name and its address, and a thief's change is taken back."""

import asyncio
import uuid
from datetime import timedelta
from typing import Any

import pytest
from services.registry.tests.builders import PASSWORD
from services.registry.tests.conftest import CLOCK, Person, World

from registry.identity.address_proofs.errors import ProofRefused
from registry.identity.address_proofs.rules import UNDONE_WITHIN
from registry.identity.me.use_cases import restore_email
from shared.testing.clocks import FixedClock


def address() -> str:
    return f"{uuid.uuid4().hex[:12]}@kadrs.example"


async def asks(person: Person, email: str, password: str = PASSWORD, **more: Any) -> Any:
    body = {"email": email, "current_password": password, **more}
    return await person.calls("POST", "/me/email", json=body)


async def confirms(person: Person, code: str) -> Any:
    return await person.calls("POST", "/me/email/confirmation", json={"token": code})


async def moves(person: Person, email: str) -> None:
    assert (await asks(person, email)).status_code == 202
    answer = await confirms(person, await person.world.mails.code_for(email))
    assert (answer.status_code, answer.json()["email"]) == (200, email), answer.text


async def restores(world: World, code: str) -> Any:
    return await world.http.post("/v1/registry/email-restorations", json={"token": code})


async def logs_in(world: World, email: str) -> Any:
    return await world.http.post(
        "/v1/registry/sessions", json={"email": email, "password": PASSWORD}
    )


async def by_key(person: Person) -> Person:
    made = await person.calls(
        "POST",
        "/api-keys",
        json={
            "name": "X",
            "scopes": ["registry:write"],
            "expires_at": (CLOCK.now() + timedelta(days=2)).isoformat(),
        },
    )
    got = await person.world.http.post(
        "/v1/registry/api-keys/exchange", json={"api_key": made.json()["api_key"]}
    )
    return Person(person.world, person.id, person.email, token=got.json()["access_token"])


async def test_a_person_changes_its_own_name_and_no_key_of_it_does(world: World) -> None:
    person = await world.person()
    changed = await person.calls("PUT", "/me/name", json={"name": "Ilze Jaunā"})
    assert changed.status_code == 204, changed.text
    assert (await person.calls("GET", "/me")).json()["name"] == "Ilze Jaunā"
    for name in ("", "two\nlines", "x" * 5000):
        answer = await person.calls("PUT", "/me/name", json={"name": name})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/name")
    key = await by_key(person)
    for method, path, body in (
        ("PUT", "/me/name", {"name": "Taken"}),
        ("POST", "/me/email", {"email": address(), "current_password": PASSWORD}),
        ("POST", "/me/email/confirmation", {"token": "x"}),
    ):
        answer = await key.calls(method, path, json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "person_only"), path


async def test_a_new_address_counts_once_it_is_proved_and_the_old_one_is_told(
    world: World,
) -> None:
    person, new = await world.person(), address()
    assert (await asks(person, new)).status_code == 202
    code = await world.mails.code_for(new)
    assert (await logs_in(world, new)).status_code == 401
    assert (await logs_in(world, person.email)).status_code == 201
    assert (await confirms(person, code)).status_code == 200
    assert (await person.calls("GET", "/me")).json()["email"] == new
    assert (await logs_in(world, person.email)).status_code == 401
    assert (await logs_in(world, new)).status_code == 201
    await world.mails.code_for(person.email)
    (told,) = world.mails.to(person.email)
    assert told["Subject"] == "Jūsu konta adrese ir mainīta"
    assert new not in told.get_content()
    assert (await confirms(person, code)).json()["code"] == "proof_refused"


async def test_a_change_of_the_address_asks_for_the_present_password_and_counts_guesses(
    world: World,
) -> None:
    person = await world.person()
    for _ in range(5):
        wrong = await asks(person, address(), "a wrong guess")
        assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_password")
        assert wrong.json()["errors"][0]["pointer"] == "/current_password"
    assert (await asks(person, address())).status_code == 429
    # Nobody's login is held up by what a stolen token guesses.
    assert (await logs_in(world, person.email)).status_code == 201


async def test_the_code_opens_nothing_to_another_person_and_a_later_one_voids_it(
    world: World,
) -> None:
    person, other, new, newer = await world.person(), await world.person(), address(), address()
    await asks(person, new)
    first = await world.mails.code_for(new)
    assert (await confirms(other, first)).json()["code"] == "proof_refused"
    # Who asks for the same address voids nothing of another's.
    await asks(other, new)
    await world.mails.code_for(new, number=2)
    await asks(person, newer)
    second = await world.mails.code_for(newer)
    assert (await confirms(person, first)).json()["code"] == "proof_refused"
    assert (await confirms(person, second)).status_code == 200


async def test_an_address_that_somebody_has_is_answered_alike_and_its_owner_is_told(
    world: World,
) -> None:
    person, owner = await world.person(), await world.person()
    answers = [await asks(person, email, language="en") for email in (owner.email, address())]
    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[0].json() == answers[1].json()
    async with asyncio.timeout(20):
        while not world.mails.to(owner.email):
            await asyncio.sleep(0.02)
    (told,) = world.mails.to(owner.email)
    assert told["Subject"] == "Your address has an account already"
    same = await asks(person, person.email)
    assert (same.status_code, same.json()["code"]) == (422, "email_unchanged")
    assert (await asks(person, "no address")).status_code == 422


async def test_of_two_persons_who_prove_one_address_at_once_one_gets_it(world: World) -> None:
    people, new = [await world.person(), await world.person()], address()
    codes = []
    for number, person in enumerate(people, 1):
        await asks(person, new)
        codes.append(await world.mails.code_for(new, number=number))
    answers = await asyncio.gather(
        *(confirms(person, code) for person, code in zip(people, codes, strict=True))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert refused.json()["code"] == "email_taken"


async def test_the_earlier_address_takes_a_thiefs_change_back_and_shuts_the_thief_out(
    world: World,
) -> None:
    person, thiefs = await world.person(), address()
    await moves(person, thiefs)
    code = await world.mails.code_for(person.email)
    answer = await restores(world, code)
    assert (answer.status_code, answer.content) == (204, b"")
    assert (await person.calls("GET", "/me")).json()["code"] == "token_revoked"
    for email in (thiefs, person.email):
        assert (await logs_in(world, email)).status_code == 401
    assert (await restores(world, code)).json()["code"] == "proof_refused"
    async with asyncio.timeout(20):
        while len(world.mails.to(thiefs)) < 2:
            await asyncio.sleep(0.02)
    assert world.mails.to(thiefs)[1]["Subject"] == "Šī adrese vairs nepieder kontam"
    body = {"email": person.email}
    assert (await world.calls("POST", "/password-resets", json=body)).status_code == 202
    reset = await world.http.post(
        "/v1/registry/password-resets/confirmation",
        json={
            "token": await world.mails.code_for(person.email, number=2),
            "new_password": PASSWORD,
        },
    )
    assert reset.status_code == 204, reset.text
    assert (await logs_in(world, person.email)).status_code == 201


async def test_the_word_of_an_earlier_address_is_stronger_than_that_of_a_later_one(
    world: World,
) -> None:
    person, first, second = await world.person(), address(), address()
    await moves(person, first)
    await moves(person, second)
    from_owner = await world.mails.code_for(person.email)
    from_thief = await world.mails.code_for(first, number=2)
    assert (await restores(world, from_owner)).status_code == 204
    assert (await restores(world, from_thief)).json()["code"] == "proof_refused"


async def test_after_seven_days_a_change_of_the_address_stands(world: World) -> None:
    person = await world.person()
    await moves(person, address())
    code = await world.mails.code_for(person.email)
    over = FixedClock(CLOCK.now() + UNDONE_WITHIN)
    with pytest.raises(ProofRefused):
        async with world.database.transaction() as session:
            await restore_email(
                session, over, vault=world.vault, directory=world.directory, code=code
            )
    assert (await restores(world, "nonsense")).json()["code"] == "proof_refused"
    assert (await restores(world, code)).status_code == 204
