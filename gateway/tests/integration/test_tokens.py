"""Which tokens open the door, and what those that do not are told."""

import asyncio
import hashlib
import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.ids import new_id
from shared.messaging.bus import connect
from shared.messaging.events import Event

REVOKED = "avt.registry.token.revoked.v1"


def part(data: Any) -> str:
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def unsigned(keys: Any) -> str:
    return f"{part({'alg': 'none', 'kid': keys.kid})}.{part(keys.claims())}."


def confused(keys: Any) -> str:
    """HS256 with the public key as the secret: the classic confusion of keys."""
    message = f"{part({'alg': 'HS256', 'kid': keys.kid})}.{part(keys.claims())}"
    mac = hmac.new(keys.public_pem, message.encode(), hashlib.sha256).digest()
    return f"{message}.{part(mac)}"


def with_header(keys: Any, header: dict[str, Any]) -> str:
    return ".".join([part(header), *keys.token().split(".")[1:]])


def with_other_claims(keys: Any) -> str:
    head, _, signature = keys.token().split(".")
    return f"{head}.{part(keys.claims(scope='billing:write'))}.{signature}"


BAD_TOKENS: dict[str, tuple[Callable[[Any], str], str]] = {
    "expired": (lambda k: k.token(exp=int(time.time()) - 1), "token_expired"),
    "for another audience": (lambda k: k.token(aud="other-api"), "token_claims_invalid"),
    "for several audiences": (lambda k: k.token(aud=["avt-api"]), "token_claims_invalid"),
    "by another issuer": (lambda k: k.token(iss="someone"), "token_claims_invalid"),
    "without an expiry": (lambda k: k.token(exp=None), "token_claims_invalid"),
    "without an audience": (lambda k: k.token(aud=None), "token_claims_invalid"),
    "without a subject": (lambda k: k.token(sub=None), "token_claims_invalid"),
    "with a strange subject": (lambda k: k.token(sub="root"), "token_claims_invalid"),
    "unsigned": (unsigned, "token_algorithm_refused"),
    "signed with the public key": (confused, "token_algorithm_refused"),
    "without a key id": (
        lambda k: with_header(k, {"alg": "ES256", "typ": "at+jwt"}),
        "token_key_unknown",
    ),
    "with an unknown key id": (
        lambda k: with_header(k, {"alg": "ES256", "typ": "at+jwt", "kid": "nobody"}),
        "token_key_unknown",
    ),
    "of another type": (
        lambda k: with_header(k, {"alg": "ES256", "typ": "JWT", "kid": k.kid}),
        "token_type_refused",
    ),
    "for ten years": (
        lambda k: k.token(exp=int(time.time()) + 315_360_000),
        "token_claims_invalid",
    ),
    "issued in the future": (
        lambda k: k.token(iat=int(time.time()) + 300),
        "token_claims_invalid",
    ),
    "issued at no number": (lambda k: k.token(iat=True), "token_claims_invalid"),
    "that expires beyond all numbers": (
        lambda k: k.token(exp=float("inf")),
        "token_claims_invalid",
    ),
    "with a critical extension": (
        lambda k: with_header(k, {"alg": "ES256", "kid": k.kid, "crit": ["b64"]}),
        "token_algorithm_refused",
    ),
    "with a forged content": (with_other_claims, "token_signature_invalid"),
    "no token at all": (lambda k: "x", "token_malformed"),
    "endless": (lambda k: "a" * 5000, "token_malformed"),
}


@pytest.mark.parametrize("name", BAD_TOKENS)
async def test_a_token_that_proves_nothing_is_refused(start_gateway: Any, name: str) -> None:
    make, code = BAD_TOKENS[name]
    running = await start_gateway()
    answer = await running.client.get(
        "/v1/marketplace/orders", headers={"authorization": f"Bearer {make(running.keys)}"}
    )
    assert answer.status_code == 401
    assert answer.json()["code"] == code
    assert answer.headers["content-type"] == "application/problem+json"
    challenge = answer.headers["www-authenticate"]
    assert challenge.startswith("Bearer ")
    assert 'error="invalid_token"' in challenge
    assert running.service.seen == []


async def test_a_token_signed_by_somebody_else_is_refused(running: Any, new_keys: Any) -> None:
    stranger = new_keys(running.keys.kid)
    answer = await running.client.get(
        "/v1/marketplace/orders", headers={"authorization": f"Bearer {stranger.token()}"}
    )
    assert (answer.status_code, answer.json()["code"]) == (401, "token_signature_invalid")


async def test_a_good_token_goes_to_the_service_unchanged(running: Any) -> None:
    authorization = f"Bearer {running.keys.token()}"
    for _ in range(2):
        answer = await running.client.get(
            "/v1/marketplace/orders", headers={"authorization": authorization}
        )
        assert answer.status_code == 200
        assert running.service.seen[-1].header("authorization") == authorization
        assert answer.headers["cache-control"] == "private, no-cache"


async def test_a_remembered_token_has_one_spelling(running: Any) -> None:
    """What is remembered is a hash of the text: no second text may mean the same token."""
    token = running.keys.token()
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    twin = token[:-1] + letters[letters.index(token[-1]) ^ 1]  # only a bit without meaning differs
    for text, status in ((token, 200), (twin, 401), (token, 200), (token + "=", 401)):
        answer = await running.client.get(
            "/v1/marketplace/orders", headers={"authorization": f"Bearer {text}"}
        )
        assert answer.status_code == status


async def test_nobody_in_particular_is_let_through_to_the_service(running: Any) -> None:
    answer = await running.client.get("/v1/marketplace/listings")
    assert answer.status_code == 200
    assert running.service.seen[0].header("authorization") is None
    assert "cache-control" not in answer.headers


async def test_a_token_that_was_good_is_refused_once_it_expired(running: Any) -> None:
    token = running.keys.token(exp=int(time.time()) + 1)
    headers = {"authorization": f"Bearer {token}"}
    first = await running.client.get("/v1/marketplace/orders", headers=headers)
    await asyncio.sleep(1.1)
    second = await running.client.get("/v1/marketplace/orders", headers=headers)
    assert (first.status_code, second.status_code) == (200, 401)
    assert second.json()["code"] == "token_expired"


def revocation(**changes: Any) -> dict[str, Any]:
    now = datetime.now(UTC)
    return {
        "id": str(new_id()),
        "version": 1,
        "token_id": None,
        "subject": None,
        "revoked_at": now.isoformat(),
        "expires_at": (now + timedelta(minutes=10)).isoformat(),
        **changes,
    }


@pytest.mark.parametrize("by", ["token_id", "subject"])
async def test_a_remembered_token_dies_the_moment_it_is_revoked(running: Any, by: str) -> None:
    identity = str(new_id())
    token = running.keys.token(**{"jti" if by == "token_id" else "sub": identity})
    headers = {"authorization": f"Bearer {token}"}
    before = await running.client.get("/v1/marketplace/orders", headers=headers)
    await running.bus.publish(
        Event(
            id=new_id(),
            source="/registry",
            type=REVOKED,
            time=datetime.now(UTC),
            data=revocation(**{by: identity}),
        )
    )
    after = await running.client.get("/v1/marketplace/orders", headers=headers)
    assert (before.status_code, after.status_code) == (200, 401)
    assert after.json()["code"] == "token_revoked"


async def test_a_revocation_for_an_organisation_spares_the_tokens_for_others(running: Any) -> None:
    person, studio, other = str(new_id()), str(new_id()), str(new_id())
    tokens = {org: running.keys.token(sub=person, org=org) for org in (studio, other, None)}

    async def statuses() -> dict[str | None, int]:
        return {
            org: (
                await running.client.get(
                    "/v1/marketplace/orders", headers={"authorization": f"Bearer {token}"}
                )
            ).status_code
            for org, token in tokens.items()
        }

    assert set((await statuses()).values()) == {200}
    await running.bus.publish(
        Event(
            id=new_id(),
            source="/registry",
            type=REVOKED,
            time=datetime.now(UTC),
            data=revocation(subject=person, organisation_id=studio),
        )
    )
    assert await statuses() == {studio: 401, other: 200, None: 200}


async def test_a_revocation_arrives_over_rabbitmq(
    start_gateway: Any, broker_url: str, run_prefix: str
) -> None:
    running = await start_gateway(
        own_bus=True, broker_url=broker_url, bus_prefix=run_prefix, revocations_max_age=600
    )
    producer = connect(broker_url, run_prefix)
    subject = str(new_id())
    headers = {"authorization": f"Bearer {running.keys.token(sub=subject)}"}
    assert (await running.client.get("/v1/search/x", headers=headers)).status_code == 200
    event = Event(
        id=new_id(),
        source="/registry",
        type=REVOKED,
        time=datetime.now(UTC),
        data=revocation(subject=subject),
    )
    status = 200
    for _ in range(200):  # until the gateway listens, nothing is kept for it
        await producer.publish(event)
        status = (await running.client.get("/v1/search/x", headers=headers)).status_code
        if status == 401:
            break
        await asyncio.sleep(0.05)
    await producer.close()
    assert status == 401


async def test_what_was_revoked_before_the_start_is_known_after_it(
    start_gateway: Any, fake_service: Any
) -> None:
    dead, also_dead = str(new_id()), str(new_id())
    service = fake_service()
    service.answers(
        "/v1/registry/revocations",
        200,
        {"items": [revocation(token_id=dead), revocation(token_id=also_dead)], "next": None},
    )
    running = await start_gateway(service=service)
    for _ in range(100):
        if (await running.client.get("/readyz")).status_code == 200:
            break
        await asyncio.sleep(0.02)
    for jti in (dead, also_dead):
        answer = await running.client.get(
            "/v1/marketplace/orders",
            headers={"authorization": f"Bearer {running.keys.token(jti=jti)}"},
        )
        assert (answer.status_code, answer.json()["code"]) == (401, "token_revoked")


async def test_a_missed_revocation_is_learnt_from_the_list(
    start_gateway: Any,
) -> None:
    running = await start_gateway(revocations_max_age=0.1)
    jti = str(new_id())
    headers = {"authorization": f"Bearer {running.keys.token(jti=jti)}"}
    assert (await running.client.get("/v1/search/x", headers=headers)).status_code == 200
    running.service.answers(
        "/v1/registry/revocations", 200, {"items": [revocation(token_id=jti)], "next": None}
    )
    await asyncio.sleep(0.5)
    assert (await running.client.get("/v1/search/x", headers=headers)).status_code == 401


async def test_keys_are_read_from_the_registry(start_gateway: Any) -> None:
    running = await start_gateway(key_source=None)
    answer = await running.client.get(
        "/v1/search/x", headers={"authorization": f"Bearer {running.keys.token()}"}
    )
    assert answer.status_code == 200


async def test_without_keys_nobody_is_called_a_forger(start_gateway: Any, keys: Any) -> None:
    running = await start_gateway(key_source=None, registry_url="http://127.0.0.1:1")
    answer = await running.client.get(
        "/v1/search/x", headers={"authorization": f"Bearer {keys.token()}"}
    )
    assert (answer.status_code, answer.json()["code"]) == (503, "keys_unavailable")
    assert int(answer.headers["retry-after"]) > 0
    assert (await running.client.get("/v1/search/x")).status_code == 200


async def test_two_credentials_at_once_are_refused(running: Any) -> None:
    answer = await running.client.get(
        "/v1/search/x",
        headers={"authorization": f"Bearer {running.keys.token()}", "x-api-key": "a.b"},
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "ambiguous_credentials")


@pytest.mark.parametrize("value", ["Basic YTpi", "Digest x", "Bearer", "something", "ApiKey"])
async def test_other_kinds_of_credentials_are_refused(running: Any, value: str) -> None:
    answer = await running.client.get("/v1/search/x", headers={"authorization": value})
    assert answer.status_code == 401
    assert running.service.seen == []


async def test_an_oauth_client_may_name_itself_with_basic(running: Any) -> None:
    answer = await running.client.post(
        "/v1/registry/oauth/token",
        headers={"authorization": "Basic YTpi"},
        data={"grant_type": "client_credentials"},
    )
    assert answer.status_code == 200
    assert running.service.seen[0].header("authorization") == "Basic YTpi"
