"""Proof of an address: an account, or a new password, for whoever reads its mail."""

import asyncio
import hashlib
import hmac
import json
import uuid
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from services.registry.tests.builders import PASSWORD
from services.registry.tests.conftest import CLOCK, World, code_in

from registry.identity.accounts import use_cases as accounts
from registry.identity.accounts.errors import EmailTaken
from registry.identity.accounts.use_cases import confirm_account, create_account
from registry.identity.address_proofs.errors import ProofRefused
from registry.identity.address_proofs.rules import LIFETIME
from registry.identity.password_resets import use_cases as password_resets
from registry.identity.sessions import use_cases as sessions
from registry.mail.orm import OutgoingMail
from registry.mail.rules import MOST_IN_A_WHILE
from shared.testing.clocks import FixedClock

NEW = "cits vārds citā laikā"


async def asks(world: World, email: str, **more: Any) -> Any:
    return await world.calls("POST", "/accounts", json={"email": email, "name": "Jauna", **more})


async def confirms(world: World, code: str, password: str = PASSWORD) -> Any:
    return await world.http.post(
        "/v1/registry/accounts/confirmation", json={"token": code, "password": password}
    )


async def asks_reset(world: World, email: str, **more: Any) -> Any:
    return await world.calls("POST", "/password-resets", json={"email": email, **more})


async def resets(world: World, code: str, password: str = NEW) -> Any:
    return await world.http.post(
        "/v1/registry/password-resets/confirmation",
        json={"token": code, "new_password": password},
    )


async def logs_in(world: World, email: str, password: str = PASSWORD) -> Any:
    return await world.http.post(
        "/v1/registry/sessions", json={"email": email, "password": password}
    )


def address() -> str:
    return f"{uuid.uuid4().hex[:12]}@kadrs.example"


async def test_an_address_counts_for_nothing_until_its_owner_has_proved_it(world: World) -> None:
    before, email = await world.count("accounts"), address()
    assert (await asks(world, email)).status_code == 202
    code = await world.mails.code_for(email)
    assert await world.count("accounts") == before
    assert (await logs_in(world, email)).status_code == 401
    made = await confirms(world, code)
    assert made.status_code == 201, made.text
    assert made.headers["Cache-Control"] == "no-store"
    assert (made.json()["email"], made.json()["name"]) == (email, "Jauna")
    assert (await logs_in(world, email)).status_code == 201


async def test_whoever_asks_for_an_account_sets_no_password(world: World) -> None:
    answer = await asks(world, address(), password=PASSWORD)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/password")


async def test_a_code_works_once_and_a_later_one_voids_it(world: World) -> None:
    email = address()
    for _ in range(2):
        await asks(world, email)
    first, second = [await world.mails.code_for(email, number=n) for n in (1, 2)]
    voided = await confirms(world, first)
    assert (voided.status_code, voided.json()["code"]) == (422, "proof_refused")
    assert voided.json()["errors"][0]["pointer"] == "/token"
    assert (await confirms(world, second)).status_code == 201
    assert (await confirms(world, second)).json()["code"] == "proof_refused"


async def test_whoever_proves_the_address_decides_upon_the_name(world: World) -> None:
    email = address()
    await asks(world, email, name="What a stranger wrote")
    code = await world.mails.code_for(email)
    made = await world.http.post(
        "/v1/registry/accounts/confirmation",
        json={"token": code, "password": PASSWORD, "name": "Ilze"},
    )
    assert (made.status_code, made.json()["name"]) == (201, "Ilze")


async def test_of_two_that_use_a_code_at_once_one_makes_the_account(world: World) -> None:
    email = address()
    await asks(world, email)
    code = await world.mails.code_for(email)
    answers = await asyncio.gather(*(confirms(world, code) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 422, 422]


async def test_a_code_dies_after_half_an_hour(world: World) -> None:
    email = address()
    await asks(world, email)
    code, vault = await world.mails.code_for(email), world.app.state.key_ring.vault
    over = FixedClock(CLOCK.now() + LIFETIME)
    with pytest.raises(ProofRefused):
        async with world.database.transaction() as session:
            await confirm_account(session, over, vault=vault, code=code, password=PASSWORD)


async def test_a_code_for_one_purpose_opens_no_other(world: World) -> None:
    person, email = await world.person(), address()
    await asks(world, email)
    await asks_reset(world, person.email)
    assert (await resets(world, await world.mails.code_for(email))).status_code == 422
    assert (await confirms(world, await world.mails.code_for(person.email))).status_code == 422


async def test_a_refused_password_leaves_the_code_good(world: World) -> None:
    email = address()
    await asks(world, email, name="Viens Divi")
    code = await world.mails.code_for(email)
    for password in ("short", "aaaaaaaaaaaaaa", "passwordpassword", "xx-viens divi-xx"):
        answer = await confirms(world, code, password)
        assert (answer.status_code, answer.json()["code"]) == (422, "weak_password"), password
        assert answer.json()["errors"][0]["pointer"] == "/password"
        assert password not in answer.text
    for password in ("a" * 129, "nul\x00 in the middle"):
        assert (await confirms(world, code, password)).json()["code"] == "validation_failed"
    assert (await confirms(world, code)).status_code == 201


async def test_an_account_that_was_made_in_between_keeps_its_address(world: World) -> None:
    email = address()
    await asks(world, email)
    code = await world.mails.code_for(email)
    async with world.database.transaction() as session:
        await create_account(session, CLOCK, email=email.upper(), name="Operators")
    answer = await confirms(world, code)
    assert (answer.status_code, answer.json()["code"]) == (409, "email_taken")
    with pytest.raises(EmailTaken):
        async with world.database.transaction() as session:
            await create_account(session, CLOCK, email=email, name="Operators")


async def test_an_owner_is_told_by_mail_that_there_is_an_account(world: World) -> None:
    person = await world.person()
    await asks(world, person.email, language="en")
    async with asyncio.timeout(20):
        while not world.mails.to(person.email):
            await asyncio.sleep(0.02)
    (message,) = world.mails.to(person.email)
    assert message["Subject"] == "You have an account already"
    assert (await logs_in(world, person.email)).status_code == 201


async def test_a_reset_ends_every_login_and_key_and_lets_the_owner_in(world: World) -> None:
    person = await world.person(organisation_id=await world.organisation())
    for _ in range(5):
        await logs_in(world, person.email, "a guess")
    await asks_reset(world, person.email)
    code = await world.mails.code_for(person.email)
    weak = await resets(world, code, "short")
    assert (weak.status_code, weak.json()["errors"][0]["pointer"]) == (422, "/new_password")
    done = await resets(world, code)
    assert (done.status_code, done.content) == (204, b"")
    assert (await person.calls("GET", "/me")).json()["code"] == "token_revoked"
    assert (await logs_in(world, person.email)).status_code == 401
    assert (await logs_in(world, person.email, NEW)).status_code == 201
    assert (await resets(world, code)).json()["code"] == "proof_refused"
    assert [e["subject"] for e in await world.announced("token.revoked")][-1] == str(person.id)


def _count_calls(patch: pytest.MonkeyPatch, of: Any, name: str, into: Counter[str]) -> None:
    real = getattr(of, name)

    def counted(*given: Any, **more: Any) -> Any:
        into[name] += 1
        return real(*given, **more)

    patch.setattr(of, name, counted)


@pytest.mark.parametrize("ask", [asks, asks_reset])
async def test_known_and_unknown_addresses_cost_and_tell_the_same(
    world: World, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = world.database.engine.sync_engine
    statements: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        # The sender works beside us on the same engine; a request only inserts mails.
        if "outgoing_mails" not in statement or statement.startswith("INSERT"):
            statements.append(statement)

    work: Counter[str] = Counter()
    vault = world.app.state.key_ring.vault
    for name in ("seal", "keyed_hash"):
        _count_calls(monkeypatch, vault, name, work)
    for slow in ("hash_password", "verify_password"):
        for module in (accounts, sessions, password_resets):
            if hasattr(module, slow):
                _count_calls(monkeypatch, module, slow, work)
    seen: list[Any] = []
    for email in ((await world.person()).email, address()):
        statements.clear()
        work.clear()
        sa.event.listen(engine, "before_cursor_execute", note)
        answer = await ask(world, email)
        sa.event.remove(engine, "before_cursor_execute", note)
        headers = {k: v for k, v in answer.headers.items() if k != "x-request-id"}
        seen.append((answer.status_code, answer.content, headers, list(statements), dict(work)))
    known, unknown = seen
    assert known == unknown
    assert known[0] == 202
    assert len(known[3]) > 5
    assert known[4] == {"seal": 2, "keyed_hash": 2}


async def test_a_changed_password_voids_a_reset_that_was_asked_for_before(world: World) -> None:
    person = await world.person()
    await asks_reset(world, person.email)
    code = await world.mails.code_for(person.email)
    body = {"current_password": PASSWORD, "new_password": NEW}
    assert (await person.calls("PUT", "/me/password", json=body)).status_code == 204
    assert (await resets(world, code, PASSWORD)).json()["code"] == "proof_refused"
    assert (await logs_in(world, person.email, NEW)).status_code == 201


@pytest.mark.parametrize("ask", [asks, asks_reset])
async def test_beyond_five_mails_at_once_the_last_code_stays_good(world: World, ask: Any) -> None:
    email = (await world.person()).email if ask is asks_reset else address()
    for _ in range(MOST_IN_A_WHILE + 3):
        assert (await ask(world, email)).status_code == 202
    code = await world.mails.code_for(email, number=MOST_IN_A_WHILE)
    confirmed = await (resets if ask is asks_reset else confirms)(world, code)
    assert confirmed.status_code in {201, 204}
    assert len(world.mails.to(email)) == MOST_IN_A_WHILE


async def test_a_stranger_who_asks_five_times_does_not_shut_the_owner_out(world: World) -> None:
    person = await world.person()
    for _ in range(MOST_IN_A_WHILE + 1):
        await asks_reset(world, person.email)
    await world.mails.code_for(person.email, number=MOST_IN_A_WHILE)
    vault, email = world.app.state.key_ring.vault, person.email
    now = CLOCK.now()
    for minutes in (8, 11, 12):
        at = FixedClock(now + timedelta(minutes=minutes))
        async with world.database.transaction() as session:
            await password_resets.request_password_reset(session, at, vault=vault, email=email)
    async with world.database.transaction() as session:
        # The service's own clock sends it, and that has not moved.
        later = sa.update(OutgoingMail).where(OutgoingMail.created_at > now)
        await session.execute(later.values(due_at=now))
    code = await world.mails.code_for(email, number=MOST_IN_A_WHILE + 1)
    assert (await resets(world, code)).status_code == 204
    assert (await logs_in(world, email, NEW)).status_code == 201
    assert len(world.mails.to(email)) == MOST_IN_A_WHILE + 1


async def test_a_repeated_request_mails_once(world: World) -> None:
    email, key = address(), str(uuid.uuid4())
    for _ in range(2):
        body = {"email": email, "name": "Jauna"}
        assert (await world.calls("POST", "/accounts", json=body, key=key)).status_code == 202
    await asks(world, email)
    await world.mails.code_for(email, number=2)
    assert len(world.mails.to(email)) == 2


async def everything_kept(world: World) -> str:
    async with world.database.transaction() as session:
        tables = await session.scalars(
            sa.text("select tablename from pg_tables where schemaname = 'public'")
        )
        rows = [
            row
            for table in tables.all()
            for row in await session.scalars(sa.text(f'select t::text from "{table}" t'))
        ]
    return "\n".join(rows)


async def test_nothing_is_kept_of_a_password_but_its_slow_hash(new_world: World) -> None:
    world, email = new_world, address()
    secret = world.settings.secret_key.get_secret_value().encode()
    first, second, third = (f"planted password {word}" for word in ("one", "two", "three"))
    await asks(world, email)
    code = await world.mails.code_for(email)
    key = {"Idempotency-Key": str(uuid.uuid4())}
    sent: list[tuple[str, str, dict[str, str]]] = [
        ("POST", "/accounts/confirmation", {"token": code, "password": first}),
        ("POST", "/sessions", {"email": email, "password": first}),
        ("POST", "/sessions", {"email": email, "password": third}),
    ]

    async def sends(method: str, path: str, body: dict[str, str], **headers: str) -> Any:
        content = json.dumps(body).encode()
        return await world.http.request(
            method,
            f"/v1/registry{path}",
            content=content,
            headers={"Content-Type": "application/json", **key, **headers},
        )

    answers = [await sends(*request) for request in sent]
    assert [answer.status_code for answer in answers] == [201, 201, 401]
    change = ("PUT", "/me/password", {"current_password": first, "new_password": second})
    bearer = f"Bearer {answers[1].json()['access_token']}"
    assert (await sends(*change, Authorization=bearer)).status_code == 204
    await asks_reset(world, email)
    code = await world.mails.code_for(email, number=2)
    reset = ("POST", "/password-resets/confirmation", {"token": code, "new_password": third})
    assert (await sends(*reset)).status_code == 204

    kept = await everything_kept(world)
    assert kept.count("$argon2id$") == 3, "the officers' and this account's"
    vault = world.app.state.key_ring.vault
    for text in [
        first,
        second,
        third,
        *(json.dumps(body) for _, _, body in [*sent, change, reset]),
    ]:
        raw = text.encode()
        keyed = hmac.new(secret, b"body", hashlib.sha256)
        for part in (b"", raw):
            keyed.update(len(part).to_bytes(8, "big") + part)
        derived = [
            raw,
            *(hashlib.new(name, raw).digest() for name in ("md5", "sha1", "sha256", "sha512")),
            hmac.new(secret, raw, hashlib.sha256).digest(),
            vault.keyed_hash(text),
            keyed.digest(),
        ]
        assert text not in kept
        assert [one for one in derived if one.hex() in kept] == []
    for message in world.mails.to(email):
        assert code_in(message) not in kept
        assert code_in(message).encode().hex() not in kept


async def test_what_has_expired_is_swept_by_the_next_that_asks(new_world: World) -> None:
    await asks(new_world, address())
    async with new_world.database.transaction() as session:
        await session.execute(
            sa.text(
                "update address_proofs set created_at = now() - interval '2 hours', "
                "expires_at = now() - interval '1 second'"
            )
        )
        await session.execute(sa.text("update posted_mails set posted_at = now() - interval '1h'"))
    await asks(new_world, address())
    assert await new_world.count("address_proofs") == 1
    assert await new_world.count("posted_mails") == 1
    assert timedelta(minutes=30) == LIFETIME
