"""How much one client may ask for, and how it is told."""

import re
from typing import Any

import pytest

BEARER = "Bearer "


async def test_an_anonymous_client_is_limited_by_its_address(start_gateway: Any) -> None:
    running = await start_gateway(rate_anonymous="3/minute")
    answers = [await running.client.get("/v1/search/x") for _ in range(4)]
    assert [a.status_code for a in answers] == [200, 200, 200, 429]
    assert [a.headers["ratelimit-policy"] for a in answers] == ['"anonymous";q=3;w=60'] * 4
    told = [re.fullmatch(r'"anonymous";r=(\d+);t=(\d+)', a.headers["ratelimit"]) for a in answers]
    assert [match and match[1] for match in told] == ["2", "1", "0", "0"]
    refusal = answers[-1]
    assert 1 <= int(refusal.headers["retry-after"]) <= 60
    assert refusal.json()["code"] == "rate_limited"
    assert refusal.headers["content-type"] == "application/problem+json"
    assert len(running.service.seen) == 3


async def test_addresses_have_shares_of_their_own(start_gateway: Any) -> None:
    running = await start_gateway(rate_anonymous="1/minute", trusted_proxies="127.0.0.0/8")

    async def ask(address: str) -> int:
        answer = await running.client.get("/v1/search/x", headers={"x-forwarded-for": address})
        return int(answer.status_code)

    assert await ask("9.9.9.1") == 200
    assert await ask("9.9.9.2") == 200
    assert await ask("9.9.9.1") == 429
    assert await ask("2001:db8:1:1::1") == 200
    assert await ask("2001:db8:1:1::2") == 429, "one customer owns the whole /64"
    assert await ask("2001:db8:1:2::1") == 200


async def test_an_address_cannot_be_invented(start_gateway: Any) -> None:
    running = await start_gateway(rate_anonymous="1/minute")
    statuses = [
        (
            await running.client.get("/v1/search/x", headers={"x-forwarded-for": f"9.9.9.{n}"})
        ).status_code
        for n in range(2)
    ]
    assert statuses == [200, 429]


async def test_callers_with_tokens_are_limited_by_who_they_are(start_gateway: Any) -> None:
    running = await start_gateway(rate_anonymous="1/minute", rate_authenticated="2/minute")
    subject = running.keys.claims()["sub"]

    async def ask(token: str) -> int:
        answer = await running.client.get("/v1/search/x", headers={"authorization": BEARER + token})
        return int(answer.status_code)

    one, two = running.keys.token(sub=subject), running.keys.token(sub=subject)
    assert [await ask(one), await ask(two), await ask(one)] == [200, 200, 429]
    assert await ask(running.keys.token()) == 200


@pytest.mark.parametrize("path", ["accounts", "sessions", "sessions/refresh", "oauth/token"])
async def test_trying_passwords_is_limited_more(start_gateway: Any, path: str) -> None:
    running = await start_gateway(rate_sensitive="2/minute")
    url = f"/v1/registry/{path}"
    statuses = [(await running.client.post(url, json={})).status_code for _ in range(3)]
    assert statuses == [200, 200, 429]
    assert (await running.client.get("/v1/registry/organisations")).status_code == 200


async def test_bad_credentials_use_up_the_share_of_the_address(start_gateway: Any) -> None:
    running = await start_gateway(rate_anonymous="2/minute")
    headers = {"authorization": "Bearer nonsense"}
    statuses = [
        (await running.client.get("/v1/search/x", headers=headers)).status_code for _ in range(3)
    ]
    assert statuses == [401, 401, 429]


async def test_those_who_watch_us_are_not_limited(start_gateway: Any) -> None:
    running = await start_gateway(rate_anonymous="1/minute")
    for path in ("/livez", "/readyz"):
        answers = [await running.client.get(path) for _ in range(3)]
        assert {answer.status_code for answer in answers} == {200}
        assert "ratelimit" not in answers[0].headers


async def test_a_store_that_is_away_stops_nobody(
    start_gateway: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = await start_gateway(rate_anonymous="1/minute")

    async def away(*_: Any) -> bool:
        raise ConnectionError

    monkeypatch.setattr("gateway.limit_store.BoundedMemory.acquire_sliding_window_entry", away)
    statuses = [(await running.client.get("/v1/search/x")).status_code for _ in range(3)]
    assert statuses == [200, 200, 200]
