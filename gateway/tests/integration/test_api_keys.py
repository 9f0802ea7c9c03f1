"""API keys: exchanged once, remembered for a while, never passed on."""

import asyncio
import time
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from shared.ids import new_id

EXCHANGE = "/v1/registry/api-keys/exchange"


class Registry:
    """Exchanges the one key that is good, and counts how often it is asked."""

    def __init__(self, running: Any, answer: Any, *, lifetime: int = 600) -> None:
        self.running, self._answer, self.lifetime = running, answer, lifetime
        self.asked = 0
        self.bodies: list[bytes] = []
        self.good = True
        self.jti = str(new_id())
        running.service.routes[EXCHANGE] = self

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked += 1
        self.bodies.append((await receive())["body"])
        await asyncio.sleep(0.05)
        if not self.good or (b"content-type", b"application/json") not in scope["headers"]:
            await self._answer(send, 401, {"code": "api_key_invalid"})
            return
        token = self.running.keys.token(jti=self.jti, exp=int(time.time()) + self.lifetime)
        await self._answer(
            send,
            200,
            {"access_token": token, "token_type": "Bearer", "expires_in": self.lifetime},
        )


@pytest.fixture
async def registry(running: Any, answer: Any) -> Registry:
    return Registry(running, answer)


@pytest.mark.parametrize("headers", [{"x-api-key": "p.s"}, {"authorization": "ApiKey p.s"}])
async def test_a_key_becomes_a_token_on_its_way(
    running: Any, registry: Registry, headers: dict[str, str]
) -> None:
    answer = await running.client.get("/v1/billing/invoices", headers=headers)
    assert answer.status_code == 200
    (seen,) = running.service.seen
    assert seen.header("authorization").startswith("Bearer ey")
    assert seen.header("x-api-key") is None
    assert registry.bodies == [b'{"api_key":"p.s"}']
    assert answer.headers["ratelimit-policy"].endswith('"authenticated";q=1200;w=60')


async def test_the_registry_is_asked_once_however_many_ask_at_once(
    running: Any, registry: Registry
) -> None:
    headers = {"x-api-key": "p.s"}
    answers = await asyncio.gather(
        *(running.client.get("/v1/search/x", headers=headers) for _ in range(20))
    )
    assert {answer.status_code for answer in answers} == {200}
    assert registry.asked == 1


async def test_a_token_is_exchanged_anew_before_it_expires(running: Any, answer: Any) -> None:
    registry = Registry(running, answer, lifetime=1)
    for _ in range(2):
        reply = await running.client.get("/v1/search/x", headers={"x-api-key": "p.s"})
        assert reply.status_code == 200
        await asyncio.sleep(0.6)
    assert registry.asked == 2


async def test_a_bad_key_is_a_401_and_not_asked_about_again(
    running: Any, registry: Registry
) -> None:
    registry.good = False
    for _ in range(3):
        answer = await running.client.get("/v1/search/x", headers={"x-api-key": "wrong"})
        assert (answer.status_code, answer.json()["code"]) == (401, "api_key_invalid")
        assert answer.headers["www-authenticate"].startswith("ApiKey ")
    assert registry.asked == 1


@pytest.mark.parametrize("key", ["x" * 300, "īre"])
async def test_what_cannot_be_a_key_is_not_even_asked_about(
    running: Any, registry: Registry, key: str
) -> None:
    answer = await running.client.get("/v1/search/x", headers=[(b"x-api-key", key.encode())])
    assert answer.status_code == 401
    assert registry.asked == 0


async def test_a_key_whose_token_was_revoked_is_asked_about_again(
    running: Any, registry: Registry
) -> None:
    headers = {"x-api-key": "p.s"}
    await running.client.get("/v1/search/x", headers=headers)
    running.app.revocations.absorb(
        {
            "token_id": registry.jti,
            "revoked_at": "2026-01-01T00:00:00+00:00",
            "expires_at": "2100-01-01T00:00:00+00:00",
        }
    )
    registry.good = False
    answer = await running.client.get("/v1/search/x", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "api_key_invalid")


@pytest.mark.parametrize("status", [500, 503, 429])
async def test_a_registry_in_trouble_is_not_blamed_on_the_key(running: Any, status: int) -> None:
    running.service.answers(EXCHANGE, status, {})
    answer = await running.client.get("/v1/search/x", headers={"x-api-key": "p.s"})
    assert (answer.status_code, answer.json()["code"]) == (503, "keys_unavailable")


async def test_guessing_keys_is_limited_by_address(start_gateway: Any, answer: Any) -> None:
    running = await start_gateway(rate_sensitive="3/minute")
    registry = Registry(running, answer)
    registry.good = False
    statuses = [
        (await running.client.get("/v1/search/x", headers={"x-api-key": f"k{n}"})).status_code
        for n in range(6)
    ]
    assert statuses == [401, 401, 401, 429, 429, 429]
    assert registry.asked == 3
