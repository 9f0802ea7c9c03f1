"""What the registry tells of the personal data that it keeps, and to each of its own."""

import json
from datetime import timedelta
from typing import Any

from services.registry.tests.builders import PASSWORD
from services.registry.tests.conftest import Person, World


async def logs_in(world: World, person: Person) -> Person:
    """The same person with the token of a login of its own."""
    answer = await world.http.post(
        "/v1/registry/sessions", json={"email": person.email, "password": PASSWORD}
    )
    assert answer.status_code in {200, 201}, answer.text
    token = answer.json()["access_token"]
    return Person(world, person.id, person.email, person.organisation_id, token=token)


async def exports(person: Person) -> Any:
    return await person.calls("POST", "/me/export")


async def test_anybody_reads_what_is_kept_of_people_why_and_for_how_long(world: World) -> None:
    answer = await world.http.get("/v1/registry/personal-data")
    assert answer.status_code == 200
    told = {
        (each["table"], column): each
        for each in answer.json()["holdings"]
        for column in each["columns"]
    }
    assert told["accounts", "email"] == {
        "table": "accounts",
        "purpose": "A person. Without a password hash nobody can log in as it.",
        "columns": ["email", "name"],
        "what": "address and name",
        "why": "to log in, to be written to, and to be known to those one works with",
        "basis": "contract",
        "kept_for": "until the account is erased",
        "on_erasure": "emptied",
    }
    assert told["idempotency_keys", "body"]["on_erasure"] == "expires"


async def test_a_person_is_given_all_that_is_held_of_it_and_no_secret(world: World) -> None:
    organisation_id = await world.organisation()
    person = await logs_in(world, await world.person(organisation_id=organisation_id))
    sent = await world.manager.calls(
        "POST",
        f"/organisations/{await world.organisation()}/invitations",
        json={"email": person.email, "language": "lv"},
    )
    assert sent.status_code == 201, sent.text
    answer = await exports(person)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store"), answer.text
    told = {each["table"]: each["rows"] for each in answer.json()["tables"]}
    (account,) = told["accounts"]
    assert (account["email"], account["name"]) == (person.email, "Cilvēks")
    (place,) = told["delegations"]
    assert (place["organisation_id"], place["office"]) == (str(organisation_id), "representative")
    (invitation,) = told["invitations"]
    assert invitation["email"] == person.email
    assert {"login_sessions", "affiliations"} <= told.keys()
    text = json.dumps(answer.json())
    assert not any(word in text for word in ("password", "hash", "secret", "argon2"))


async def test_the_export_of_one_person_holds_nothing_of_another(world: World) -> None:
    organisation_id = await world.organisation()
    colleague = await world.person(organisation_id=organisation_id)
    person = await logs_in(world, await world.person(organisation_id=organisation_id))
    text = (await exports(person)).text
    assert str(colleague.id) not in text
    assert colleague.email not in text


async def test_who_decided_is_given_its_own_words_and_not_the_id_of_others(world: World) -> None:
    manager = await logs_in(world, world.manager)
    told = {each["table"]: each["rows"] for each in (await exports(manager)).json()["tables"]}
    assert {row["account_id"] for row in told["office_terms"]} == {str(manager.id)}


async def test_an_old_login_does_not_open_the_export(world: World) -> None:
    person = await world.person()  # a token that says nothing of when its person logged in
    answer = await exports(person)
    assert (answer.status_code, answer.json()["code"]) == (401, "step_up_required")
    assert "max_age" in answer.headers["www-authenticate"]


async def test_a_second_export_has_to_wait(world: World) -> None:
    person = await logs_in(world, await world.person())
    assert (await exports(person)).status_code == 200
    answer = await exports(person)
    assert (answer.status_code, answer.json()["code"]) == (429, "exported_lately")
    assert 0 < int(answer.headers["retry-after"]) <= timedelta(minutes=5).total_seconds() + 1
