"""A person has its account erased: who may not yet, who comes back, and what is left."""

import json
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from services.registry.tests.board_votes import voting
from services.registry.tests.builders import PASSWORD
from services.registry.tests.conftest import CLOCK, Person, World
from services.registry.tests.second_factors import enrols, in_a_login, proves

from registry.identity.access_tokens.use_cases import issue_token
from registry.persons.erasing import erase_due_accounts
from registry.persons.policies import policies
from shared.testing.clocks import FixedClock

GRACE = timedelta(days=policies()[0].grace_days)


async def asks(person: Person, password: str = PASSWORD) -> Any:
    return await person.calls("POST", "/me/erasure", json={"current_password": password})


async def logs_in(world: World, email: str, password: str = PASSWORD) -> Any:
    return await world.http.post(
        "/v1/registry/sessions", json={"email": email, "password": password}
    )


async def time_passes(world: World, by: timedelta = GRACE + timedelta(minutes=1)) -> None:
    async with world.database.transaction() as session:
        await erase_due_accounts(
            session, FixedClock(CLOCK.now() + by), vault=world.vault, directory=world.directory
        )


async def everything(world: World) -> str:
    """All rows of all tables, as text."""
    async with world.database.transaction() as session:
        names = await session.scalars(
            sa.text("select tablename from pg_tables where schemaname = 'public'")
        )
        texts = [
            str(await session.scalar(sa.text(f'select json_agg(t)::text from "{name}" t')))
            for name in names.all()
        ]
    return "\n".join(texts)


async def account(world: World, person: Person) -> Any:
    async with world.database.transaction() as session:
        found = await session.execute(
            sa.text("select * from accounts where id = :id"), {"id": person.id}
        )
        return found.mappings().one()


async def test_who_asks_is_out_at_once_is_told_by_mail_and_erased_after_the_days_of_grace(
    world: World,
) -> None:
    organisation_id = await world.organisation()
    await world.person(organisation_id=organisation_id)
    person = await world.person(organisation_id=organisation_id)
    answer = await asks(person)
    assert answer.status_code == 202, answer.text
    assert (await person.calls("GET", "/me")).status_code == 401
    await time_passes(world, GRACE - timedelta(hours=1))
    assert (await account(world, person))["email"] == person.email
    await time_passes(world)
    left = await account(world, person)
    assert (left["email"], left["name"]) == (f"erased:{person.id}", "(erased)")
    assert (left["password_hash"], left["chosen_organisation_id"]) == (None, None)
    assert (await logs_in(world, person.email)).status_code == 401
    ties = await world.announced("affiliation.changed")
    assert ties[-1]["until"] is not None


async def test_nothing_leads_from_what_stays_to_the_persons_name_or_address(
    new_world: World,
) -> None:
    world = new_world
    organisation_id = await world.organisation()
    await world.person(organisation_id=organisation_id)
    person = await world.person(organisation_id=organisation_id)
    renamed = await person.calls("PUT", "/me/name", json={"name": "Zigismunda Unikālā"})
    assert renamed.status_code == 204
    made = await person.calls(
        "POST",
        "/api-keys",
        json={
            "name": "Zigismundas atslēga",
            "scopes": ["registry:read"],
            "expires_at": (CLOCK.now() + timedelta(days=2)).isoformat(),
        },
    )
    assert made.status_code == 201
    assert (await logs_in(world, person.email)).status_code in {200, 201}
    before = await everything(world)
    assert "Zigismunda" in before
    assert person.email in before
    assert (await asks(person)).status_code == 202
    await time_passes(world)
    async with world.database.transaction() as session:  # as retention does after 7 days
        await session.execute(sa.text("delete from idempotency_keys"))
    after = await everything(world)
    assert "Zigismunda" not in after
    assert person.email not in after
    for table in ("login_sessions", "api_keys", "delegations"):
        async with world.database.transaction() as session:
            mine = await session.scalar(
                sa.text(f"select count(*) from {table} where account_id = :id"), {"id": person.id}
            )
        assert mine == 0, table


async def test_a_login_within_the_days_of_grace_undoes_it(world: World) -> None:
    person = await world.person()
    assert (await asks(person)).status_code == 202
    assert (await logs_in(world, person.email)).status_code in {200, 201}
    await time_passes(world)
    assert (await account(world, person))["email"] == person.email


async def test_the_address_is_free_for_another_account_which_gets_nothing_back(
    world: World,
) -> None:
    organisation_id = await world.organisation()
    await world.person(organisation_id=organisation_id)
    person = await world.person(organisation_id=organisation_id)
    assert (await asks(person)).status_code == 202
    await time_passes(world)
    asked = await world.calls(
        "POST", "/accounts", json={"email": person.email, "name": "Cits cilvēks"}
    )
    assert asked.status_code == 202
    async with world.database.transaction() as session:
        taken = await session.scalar(
            sa.text("select count(*) from accounts where email_key = :email"),
            {"email": person.email},
        )
    assert taken == 0
    # The first mail told that the account will be erased; the second brings a code.
    code = await world.mails.code_for(person.email, number=2)
    made = await world.calls(
        "POST",
        "/accounts/confirmation",
        json={"token": code, "password": PASSWORD},
    )
    assert made.status_code == 201, made.text
    assert made.json()["id"] != str(person.id)
    entered = (await logs_in(world, person.email)).json()["access_token"]
    me = await world.calls("GET", "/me", headers={"Authorization": f"Bearer {entered}"})
    assert me.json()["organisations"] == []


async def test_the_only_administrator_hands_over_or_closes_first(world: World) -> None:
    organisation_id = await world.organisation(name="SIA Bez citiem")
    await world.person(organisation_id=organisation_id, roles=["buyer"])
    person = await world.person(organisation_id=organisation_id)
    answer = await asks(person)
    assert (answer.status_code, answer.json()["code"]) == (409, "still_administers")
    assert "SIA Bez citiem" in answer.json()["detail"]
    assert (await person.calls("GET", "/me")).status_code == 200


async def test_who_became_the_only_administrator_meanwhile_is_erased_all_the_same(
    world: World,
) -> None:
    organisation_id = await world.organisation()
    colleague = await world.person(organisation_id=organisation_id)
    person = await world.person(organisation_id=organisation_id)
    assert (await asks(person)).status_code == 202
    left = await colleague.calls(
        "DELETE", f"/organisations/{organisation_id}/representatives/{colleague.id}"
    )
    assert left.status_code == 204, left.text
    await time_passes(world)
    assert (await account(world, person))["name"] == "(erased)"
    # The manager hands over what nobody administers, by an invitation to an address.
    handed = await world.manager.calls(
        "POST",
        f"/organisations/{organisation_id}/invitations",
        json={"email": "jauns@kadrs.example", "language": "lv"},
    )
    assert handed.status_code == 201, handed.text


async def test_who_holds_an_office_of_the_cluster_resigns_first(world: World) -> None:
    answer = await asks(world.manager)
    assert (answer.status_code, answer.json()["code"]) == (409, "still_in_office")
    assert "manager" in answer.json()["detail"]


async def test_a_member_of_the_board_is_told_which_votes_wait_for_its_ballot(world: World) -> None:
    vote = await voting(world)
    member, another, third = await world.whole_board()
    path = f"/v1/registry{vote.path}"
    answer = await asks(third)
    assert (answer.status_code, answer.json()["code"]) == (409, "still_in_office")
    assert path in answer.json()["detail"]
    assert (await vote.cast(third, "no")).status_code == 201
    after = (await asks(third)).json()["detail"]
    assert path not in after, "its ballot is cast"
    assert "board" in after, "the office is still held"
    assert path not in (await asks(world.manager)).json()["detail"], "the manager has no ballot"
    assert (await vote.cast(member)).status_code == 201
    assert (await vote.cast(another)).json()["status"] == "passed"
    assert path not in (await asks(another)).json()["detail"]


async def test_a_second_factor_that_was_shown_lately_takes_the_place_of_the_password(
    world: World,
) -> None:
    person = await in_a_login(world, await world.person())
    unproved = await person.calls("POST", "/me/erasure", json={})
    assert (unproved.status_code, unproved.json()["code"]) == (401, "step_up_required")
    assert 'max_age="600"' in unproved.headers["WWW-Authenticate"]
    app = await enrols(person)
    before = await person.calls("POST", "/me/erasure", json={})
    assert before.status_code == 401, "there is one, but this login has not shown it"
    person.token = (await proves(person, otp=app.code())).json()["access_token"]
    answer = await person.calls("POST", "/me/erasure", json={})
    assert answer.status_code == 202, answer.text
    await time_passes(world)
    assert (await account(world, person))["name"] == "(erased)"


async def test_a_second_factor_does_not_excuse_a_wrong_password(world: World) -> None:
    person = await in_a_login(world, await world.person())
    app = await enrols(person)
    person.token = (await proves(person, otp=app.code())).json()["access_token"]
    answer = await asks(person, "pavisam cita parole")
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_password")


async def test_a_wrong_password_erases_nobody(world: World) -> None:
    person = await world.person()
    answer = await asks(person, "pavisam cita parole")
    assert (answer.status_code, answer.json()["code"]) == (422, "wrong_password")
    await time_passes(world)
    assert (await account(world, person))["email"] == person.email


async def test_a_machine_and_a_key_erase_nobody(world: World) -> None:
    person = await world.person()
    async with world.database.transaction() as session:
        access = await issue_token(
            session,
            ring=world.app.state.key_ring,
            subject=person.id,
            organisation_id=None,
            roles=(),
            scopes=("registry:write",),
            kind="machine",
        )
    person.token = access.access_token
    for answer in (await asks(person), await person.calls("POST", "/me/erasure", json={})):
        assert (answer.status_code, answer.json()["code"]) == (403, "person_only")


async def test_a_second_run_of_the_duty_changes_nothing(world: World) -> None:
    person = await world.person()
    assert (await asks(person)).status_code == 202
    await time_passes(world)
    version = (await account(world, person))["version"]
    await time_passes(world)
    assert (await account(world, person))["version"] == version


async def test_no_fact_of_an_erasure_names_the_person(world: World) -> None:
    person = await world.person(organisation_id=await with_another(world))
    assert (await asks(person)).status_code == 202
    await time_passes(world)
    async with world.database.transaction() as session:
        rows = await session.scalars(sa.text("select data::text from outbox"))
        told = json.dumps(rows.all())
    assert person.email not in told
    assert "Cilvēks" not in told


async def with_another(world: World) -> Any:
    organisation_id = await world.organisation()
    await world.person(organisation_id=organisation_id)
    return organisation_id
