"""Bad input through the one door: a 4xx problem that names the field or the rule, and no trace.

Each kind is sent once, to the platform with a deal in it. What a kind looks like in every other
field is the services' own tests.
"""

import asyncio
import base64
import json
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.api.bad_requests import BID, CASES, TENDERS, Bad, tender
from tests.api.running import Platform
from tests.api.traces import at_rest, everything
from tests.api.world import World
from tests.support.tokens import mint

from registry.identity.signing_keys.key_ring import KeyRing
from registry.vault import Vault
from shared.database import Database
from shared.tokens import Signer


def _filled(value: Any, world: World) -> Any:
    """The value with every "{name}" in it replaced by the id of such a thing."""
    if isinstance(value, dict):
        return {key: _filled(one, world) for key, one in value.items()}
    if isinstance(value, str) and value.startswith("{"):
        return _id(value[1:-1], world)
    return value


def _id(name: str, world: World) -> str:
    # The second organisation is the maker's, which the buyer does not represent.
    return world.ids[name][1 if name == "organisation_id" else 0]


def _send(case: Bad, world: World) -> httpx.Response:
    path = case.path
    for name in world.ids:
        if f"{{{name}}}" in path:
            path = path.replace(f"{{{name}}}", _id(name, world))
    headers = {
        "Authorization": f"Bearer {world.tokens[case.who]}",
        "Idempotency-Key": str(uuid4()),
        "Content-Type": "application/json",
    } | case.headers
    body = case.content
    if body is None and case.body is not None:
        body = json.dumps(_filled(case.body, world)).encode()
    kept = {name: value for name, value in headers.items() if value}
    return world.client.request(case.method, f"/v1/{path}", content=body, headers=kept)


def _check(name: str, answer: httpx.Response, status: int, code: str, pointer: str = "") -> None:
    assert answer.status_code == status, f"{name}: {answer.status_code} {answer.text[:500]}"
    assert answer.headers["content-type"] == "application/problem+json", name
    problem = answer.json()
    assert problem["code"] == code, f"{name}: {problem}"
    assert problem["status"] == status, name
    assert problem["request_id"] == answer.headers["x-request-id"], name
    assert problem["type"], name
    assert problem["title"], name
    assert problem["detail"], name
    if pointer:
        assert pointer in [error["pointer"] for error in problem["errors"]], f"{name}: {problem}"


async def test_every_kind_of_bad_input_gets_its_problem_and_leaves_nothing_behind(
    world: World, urls: dict[str, str]
) -> None:
    before = await at_rest(urls)
    for case in CASES:
        answer = await asyncio.to_thread(_send, case, world)
        _check(case.name, answer, case.status, case.code, case.pointer)
        after = await everything(urls)
        assert {table for table in after if after[table] != before[table]} == set(), case.name
    assert await at_rest(urls) == before


async def test_a_bid_after_the_deadline_is_refused_and_leaves_nothing_behind(
    world: World, urls: dict[str, str]
) -> None:
    offset = world.ask("manager", "GET", "registry/sandbox/clock")["offset_seconds"]
    deadline = datetime.now(UTC) + timedelta(seconds=offset + 2)
    made = world.ask("buyer", "POST", TENDERS, json=tender(deadline=deadline.isoformat()))
    world.ask("buyer", "POST", f"{TENDERS}/{made['id']}/publication")
    world.wait("buyer", f"{TENDERS}/{made['id']}", lambda body: body["status"] == "closed")
    before = await at_rest(urls)
    body = BID | {"lot_id": made["lots"][0]["id"]}
    late = Bad("late bid", f"{TENDERS}/{made['id']}/bids", 409, "deadline_passed", body=body)
    answer = await asyncio.to_thread(_send, replace(late, who="maker"), world)
    _check(late.name, answer, late.status, late.code)
    assert await at_rest(urls) == before


async def test_a_replayed_key_with_another_body_is_refused_and_adds_nothing(
    world: World, urls: dict[str, str]
) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    wanted = tender()
    first = world.ask("buyer", "POST", TENDERS, json=wanted, headers=key)
    before = await at_rest(urls)
    other = Bad("replay", TENDERS, 422, "idempotency_key_reused", body=tender(), headers=key)
    answer = await asyncio.to_thread(_send, other, world)
    _check(other.name, answer, other.status, other.code)
    assert world.ask("buyer", "POST", TENDERS, json=wanted, headers=key) == first
    assert await at_rest(urls) == before


@pytest.fixture
async def signer(platform: Platform, urls: dict[str, str]) -> AsyncIterator[Signer]:
    """Signs with the platform's own key, as nobody outside could: the claims alone are wrong."""
    assert platform.surroundings is not None
    secret = platform.surroundings.folder.secret("master_secret")
    database = Database(urls["registry"])
    async with database.transaction() as session:
        yield await KeyRing(Vault(secret), issuer="avt-registry").signer(session)
    await database.dispose()


def _claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    return {
        "iss": "avt-registry",
        "aud": "avt-api",
        "sub": str(uuid4()),
        "jti": str(uuid4()),
        "iat": now,
        "exp": now + 600,
        "roles": ["manager"],
        "scope": "marketplace:read",
        "kind": "person",
    } | changes


def _unsigned(claims: dict[str, Any]) -> str:
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts]
    return b".".join([*encoded, b""]).decode()


async def test_a_token_that_proves_nothing_gets_a_problem_of_its_own_at_every_service(
    world: World, urls: dict[str, str], signer: Signer
) -> None:
    now = int(time.time())
    good = signer.sign(_claims())
    header, payload, signature = good.split(".")
    forged = f"{header}.{payload}.{signature[:-8]}{'A' * 8}"
    tokens = {
        "good": (good, ""),
        "forged": (forged, "token_signature_invalid"),
        "of a stranger's key": (mint(), "token_key_unknown"),
        "expired": (signer.sign(_claims(iat=now - 700, exp=now - 60)), "token_expired"),
        "for another audience": (signer.sign(_claims(aud="elsewhere")), "token_claims_invalid"),
        "unsigned": (_unsigned(_claims()), "token_algorithm_refused"),
        "no token": ("abc", "token_malformed"),
    }
    before = await at_rest(urls)
    for path in (
        "registry/applications",
        "marketplace/orders",
        "search/dead-letters",
        "billing/invoices",
    ):
        for name, (token, code) in tokens.items():
            headers = {"Authorization": f"Bearer {token}"}
            answer = await asyncio.to_thread(world.client.get, f"/v1/{path}", headers=headers)
            if code:
                _check(f"{name} at {path}", answer, 401, code)
                assert answer.headers["www-authenticate"].startswith("Bearer"), name
            else:
                assert answer.status_code != 401, (path, answer.text)
    assert await at_rest(urls) == before
