"""A second factor: added, shown at a login and within one, lost and removed."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pyotp
import pytest
import sqlalchemy as sa
from services.registry.tests.builders import PASSWORD
from services.registry.tests.conftest import Person, World
from services.registry.tests.second_factors import (
    App,
    begins,
    confirms,
    enrols,
    in_a_login,
    logs_in,
    proves,
    time_passes,
)

from registry.identity.credentials.giving_back import remove_lost_second_factors
from registry.identity.errors import AccountNotFound
from registry.identity.login_attempts.rules import FREE_ATTEMPTS
from registry.identity.second_factors.codes import provisioning_uri, step_of
from registry.identity.second_factors.errors import NoSecondFactor
from registry.identity.second_factors.rules import RECOVERY_CODES
from shared.clocks import SystemClock


async def claims_of(world: World, token: str) -> Any:
    return await world.app.state.verifier.verify(token)


async def failures(world: World) -> list[int]:
    async with world.database.transaction() as session:
        rows = await session.scalars(
            sa.text("select failures from login_attempts order by counted_hash")
        )
        return list(rows)


async def removes(person: Person, app: App) -> Any:
    return await person.calls("DELETE", f"/second-factors/{app.id}")


async def test_a_login_asks_for_a_code_once_a_second_factor_is_confirmed(world: World) -> None:
    person = await world.person()
    begun = await begins(person)
    assert begun.headers["Cache-Control"] == "no-store"
    assert begun.json()["otpauth_uri"].startswith("otpauth://totp/AVT%20klasteris:")
    assert (await logs_in(world, person)).status_code == 201, "it is not confirmed"
    app = await enrols(person)
    assert len(set(app.recovery_codes)) == RECOVERY_CODES
    without = await logs_in(world, person)
    assert (without.status_code, without.json()["code"]) == (401, "second_factor_required")
    answer = await logs_in(world, person, otp=app.code())
    assert answer.status_code == 201, answer.text
    claims = await claims_of(world, answer.json()["access_token"])
    assert set(claims.amr) == {"pwd", "otp"}
    shown = (await person.calls("GET", "/second-factors")).json()["items"]
    assert [(one["id"], one["name"]) for one in shown] == [(str(app.id), "Telefons")]
    assert "secret" not in shown[0]


async def test_only_the_right_password_learns_that_there_is_a_second_factor(world: World) -> None:
    person = await world.person()
    app = await enrols(person)
    for more in ({}, {"otp": app.code()}, {"recovery_code": app.recovery_codes[0]}):
        wrong = await world.http.post(
            "/v1/registry/sessions", json={"email": person.email, "password": "another", **more}
        )
        assert (wrong.status_code, wrong.json()["code"]) == (401, "login_refused")
    assert (await logs_in(world, person, otp=app.code())).status_code == 201, "it is not used up"


async def test_a_login_without_the_code_neither_counts_as_failed_nor_forgives(
    new_world: World,
) -> None:
    world = new_world
    person = await world.person()
    await enrols(person)
    before = await failures(world)
    assert (await logs_in(world, person)).json()["code"] == "second_factor_required"
    assert await failures(world) == before
    for _ in range(2):
        await world.http.post(
            "/v1/registry/sessions", json={"email": person.email, "password": "another"}
        )
    guessed = await failures(world)
    assert (await logs_in(world, person)).json()["code"] == "second_factor_required"
    assert await failures(world) == guessed


async def test_a_code_works_once_even_for_two_at_once(world: World) -> None:
    person = await world.person()
    app = await enrols(person)
    code = app.code()
    answers = await asyncio.gather(*(logs_in(world, person, otp=code) for _ in range(2)))
    assert sorted(one.status_code for one in answers) == [201, 401]
    again = await logs_in(world, person, otp=code)
    assert (again.status_code, again.json()["code"]) == (401, "second_factor_refused")
    earlier = await logs_in(world, person, otp=app.code(-1))
    assert earlier.status_code == 401, "the code that confirmed it, and all before, are used"


async def test_a_recovery_code_stands_in_once_even_for_two_at_once(world: World) -> None:
    person = await world.person()
    app = await enrols(person, language="en")
    code = app.recovery_codes[0].upper().replace("-", " ")
    answers = await asyncio.gather(*(logs_in(world, person, recovery_code=code) for _ in range(2)))
    assert sorted(one.status_code for one in answers) == [201, 401]
    claims = await claims_of(
        world, next(one.json()["access_token"] for one in answers if one.status_code == 201)
    )
    assert "otp" in claims.amr
    left = (await person.calls("GET", "/recovery-codes")).json()["left"]
    assert left == RECOVERY_CODES - 1
    async with asyncio.timeout(20):
        while not (
            mails := [m for m in world.mails.to(person.email) if "recovery" in m["Subject"]]
        ):
            await asyncio.sleep(0.02)
    assert f"left: {left}." in mails[0].get_content()


async def test_wrong_codes_are_slowed_for_the_account_wherever_they_come_from(
    world: World,
) -> None:
    person = await world.person()
    app = await enrols(person)
    for number in range(FREE_ATTEMPTS):
        answer = await world.http.post(
            "/v1/registry/sessions",
            json={"email": person.email, "password": PASSWORD, "otp": app.wrong_code()},
            headers={"X-Forwarded-For": f"192.0.2.{number + 1}"},
        )
        assert answer.json()["code"] == "second_factor_refused"
    paused = await world.http.post(
        "/v1/registry/sessions",
        json={"email": person.email, "password": PASSWORD, "otp": app.code()},
        headers={"X-Forwarded-For": "192.0.2.99"},
    )
    assert (paused.status_code, paused.json()["code"]) == (429, "too_many_attempts")
    assert 25 <= int(paused.headers["Retry-After"]) <= 30
    stolen = await proves(person, otp=app.code())
    assert stolen.status_code in {404, 429}


async def test_a_code_shown_within_a_login_makes_its_proof_fresh_and_refreshes_keep_it(
    world: World,
) -> None:
    person = await world.person()
    answer = await logs_in(world, person)
    inside = Person(world, person.id, person.email, token=answer.json()["access_token"])
    app = await enrols(inside)
    assert set((await claims_of(world, inside.token)).amr) == {"pwd"}
    wrong = await proves(inside, otp=app.wrong_code())
    assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_code")
    proved = await proves(inside, otp=app.code())
    assert proved.status_code == 200, proved.text
    claims = await claims_of(world, proved.json()["access_token"])
    assert set(claims.amr) == {"pwd", "otp"}
    assert claims.auth_time >= (await claims_of(world, inside.token)).auth_time
    refreshed = await world.http.post(
        "/v1/registry/sessions/refresh", json={"refresh_token": answer.json()["refresh_token"]}
    )
    later = await claims_of(world, refreshed.json()["access_token"])
    assert (set(later.amr), later.auth_time) == (set(claims.amr), claims.auth_time)
    (shown,) = (await inside.calls("GET", "/sessions")).json()["items"]
    assert shown["amr"] == ["otp", "pwd"]


@pytest.mark.parametrize("body", [{}, {"otp": "123456", "recovery_code": "x"}, {"otp": "12345"}])
async def test_a_proof_is_one_code_of_the_right_form(world: World, body: dict[str, str]) -> None:
    person = await in_a_login(world, await world.person())
    assert (await proves(person, **body)).status_code == 422
    if body:
        assert (await logs_in(world, person, **body)).status_code == 422


async def test_adding_one_needs_the_password_and_beside_another_a_fresh_proof(
    world: World,
) -> None:
    person = await in_a_login(world, await world.person())
    wrong = await begins(person, current_password="another")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "wrong_password")
    app = await enrols(person)
    second = await begins(person, name="Planšete")
    assert (second.status_code, second.json()["code"]) == (401, "step_up_required")
    assert 'max_age="600"' in second.headers["WWW-Authenticate"]
    person.token = (await proves(person, otp=app.code())).json()["access_token"]
    another = await enrols(person, name="Planšete")
    assert another.recovery_codes == [], "the first ones stay"
    await time_passes(world, another)
    assert (await logs_in(world, person, otp=another.code())).status_code == 201


async def test_a_wrong_first_code_confirms_nothing_and_another_begins_anew(world: World) -> None:
    person = await world.person()
    first = await begins(person)
    app = App(first.json()["id"], first.json()["secret"])
    wrong = await confirms(person, app, app.wrong_code())
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/otp")
    await enrols(person)
    gone = await confirms(person, app, app.code())
    assert (gone.status_code, gone.json()["code"]) == (404, "enrolment_not_found")


async def test_removing_one_needs_a_fresh_proof_and_takes_the_recovery_codes(world: World) -> None:
    person = await in_a_login(world, await world.person())
    app = await enrols(person)
    stale = await removes(person, app)
    assert (stale.status_code, stale.json()["code"]) == (401, "step_up_required")
    proved = await proves(person, recovery_code=app.recovery_codes[3])
    person.token = proved.json()["access_token"]
    assert (await removes(person, app)).status_code == 204
    assert (await removes(person, app)).status_code == 404
    assert (await logs_in(world, person)).status_code == 201
    assert (await person.calls("GET", "/recovery-codes")).json() == {"left": 0}
    noted = (await person.calls("GET", "/second-factors/changes")).json()["items"]
    assert [one["change"] for one in noted] == ["removed", "recovery_code_used", "added"]


async def test_new_recovery_codes_void_the_earlier_ones(world: World) -> None:
    person = await in_a_login(world, await world.person())
    app = await enrols(person)
    assert (await person.calls("POST", "/recovery-codes")).status_code == 401
    person.token = (await proves(person, otp=app.code())).json()["access_token"]
    answer = await person.calls("POST", "/recovery-codes")
    assert answer.status_code == 201, answer.text
    codes = answer.json()["recovery_codes"]
    assert not set(codes) & set(app.recovery_codes)
    assert (await logs_in(world, person, recovery_code=app.recovery_codes[0])).status_code == 401
    assert (await logs_in(world, person, recovery_code=codes[0])).status_code == 201


async def test_one_persons_factor_is_no_others_to_confirm_or_remove(world: World) -> None:
    owner = await world.person()
    begun = (await begins(owner)).json()
    app = App(begun["id"], begun["secret"])
    stranger = await in_a_login(world, await world.person())
    own = await enrols(stranger)
    stranger.token = (await proves(stranger, otp=own.code())).json()["access_token"]
    assert (await confirms(stranger, app, app.code())).status_code == 404
    assert (await removes(stranger, app)).status_code == 404
    assert (await logs_in(world, stranger, recovery_code=app.code())).status_code == 401


async def test_a_key_adds_no_second_factor(world: World) -> None:
    person = await world.person()
    made = await person.calls(
        "POST",
        "/api-keys",
        json={
            "name": "X",
            "scopes": ["registry:write"],
            "expires_at": SystemClock().now().replace(year=2027, month=6).isoformat(),
        },
    )
    got = await world.http.post(
        "/v1/registry/api-keys/exchange", json={"api_key": made.json()["api_key"]}
    )
    key = Person(world, person.id, person.email, token=got.json()["access_token"])
    assert (await begins(key)).json()["code"] == "person_only"
    assert (await proves(key, otp="123456")).json()["code"] == "person_only"
    for path in ("/second-factors", "/second-factors/changes", "/recovery-codes"):
        assert (await key.calls("GET", path)).json()["code"] == "person_only"


async def test_a_reset_of_the_password_leaves_the_second_factor(world: World) -> None:
    person = await world.person()
    app = await enrols(person)
    await world.calls("POST", "/password-resets", json={"email": person.email, "language": "en"})
    async with asyncio.timeout(20):
        while not (
            mails := [m for m in world.mails.to(person.email) if "password" in m["Subject"].lower()]
        ):
            await asyncio.sleep(0.02)
    code = next(line for line in mails[-1].get_content().splitlines() if len(line) == 43)
    answer = await world.calls(
        "POST", "/password-resets/confirmation", json={"token": code, "new_password": PASSWORD}
    )
    assert answer.status_code == 204, answer.text
    assert (await logs_in(world, person)).json()["code"] == "second_factor_required"
    assert (await logs_in(world, person, otp=app.code())).status_code == 201


async def test_the_operator_removes_what_was_lost_on_record(world: World) -> None:
    person = await in_a_login(world, await world.person())

    async def removes_lost(email: str) -> int:
        async with world.database.transaction() as session:
            return await remove_lost_second_factors(
                session,
                SystemClock(),
                vault=world.vault,
                directory=world.directory,
                email=email,
                reason="Recognised in the office by its passport",
            )

    with pytest.raises(AccountNotFound):
        await removes_lost("nobody@kadrs.example")
    with pytest.raises(NoSecondFactor):
        await removes_lost(person.email)
    await enrols(person)
    assert await removes_lost(person.email) == 1
    back = await in_a_login(world, person)
    noted = (await back.calls("GET", "/second-factors/changes")).json()["items"]
    assert (noted[0]["change"], noted[0]["reason"]) == (
        "removed_by_operator",
        "Recognised in the office by its passport",
    )
    (login,) = (await back.calls("GET", "/sessions")).json()["items"]
    assert login["is_current"], "every earlier login has ended"


async def test_no_secret_of_a_second_factor_lies_readable_in_the_database(world: World) -> None:
    person = await world.person()
    app = await enrols(person)
    async with world.database.transaction() as session:
        for table in ("second_factors", "recovery_codes", "second_factor_changes", "outbox"):
            rows = await session.scalars(sa.text(f'select row(t.*)::text from "{table}" t'))
            text = "".join(rows)
            assert app.secret not in text
            assert not [code for code in app.recovery_codes if code in text]


def test_codes_are_those_of_rfc_6238() -> None:
    # Appendix B, SHA-1, cut to six digits as apps show them.
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        now = datetime.fromtimestamp(seconds, UTC)
        assert step_of(secret, code, now=now, after=0) == seconds // 30
        assert step_of(secret, code, now=now, after=seconds // 30) is None
        late = datetime.fromtimestamp(seconds + 60, UTC)
        assert step_of(secret, code, now=late, after=0) is None
    uri = provisioning_uri(secret, email="a@kadrs.example")
    assert pyotp.parse_uri(uri).secret == secret
