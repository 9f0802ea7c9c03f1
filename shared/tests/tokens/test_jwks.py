"""Public keys read from where the registry publishes them."""

import httpx
import pytest

from shared.tokens.jwks import RETRY_SECONDS, JwksKeys

URL = "http://registry/v1/registry/jwks"


class Published:
    """The registry's answers, and how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.answer = httpx.Response(503)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        return self.answer


class Time:
    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    time = Time()
    monkeypatch.setattr("shared.tokens.jwks.time", time)
    monkeypatch.setattr("shared.backoff.spread", lambda seconds: seconds)
    return time


async def test_a_registry_that_is_away_is_asked_ever_more_seldom(time: Time) -> None:
    published = Published()
    keys = JwksKeys(URL, httpx.AsyncClient(transport=httpx.MockTransport(published)))
    asked_at = []
    for second in range(31):
        time.now = 1000.0 + second
        before = published.asked
        assert await keys.key("one") is None
        if published.asked > before:
            asked_at.append(second)
    assert asked_at == [0, 2, 6, 14, 24]


async def test_forged_key_ids_cost_one_read_in_two_seconds_and_a_new_key_works_at_once(
    time: Time,
) -> None:
    published = Published()
    published.answer = httpx.Response(200, json={"keys": [{"kid": "one"}]})
    keys = JwksKeys(URL, httpx.AsyncClient(transport=httpx.MockTransport(published)))
    assert await keys.key("one") == {"kid": "one"}
    for number in range(50):
        assert await keys.key(f"forged {number}") is None
    assert published.asked == 1
    published.answer = httpx.Response(200, json={"keys": [{"kid": "one"}, {"kid": "two"}]})
    time.now += RETRY_SECONDS
    assert await keys.key("two") == {"kid": "two"}
    assert published.asked == 2


async def test_keys_that_were_read_stay_good_while_the_registry_is_away(time: Time) -> None:
    published = Published()
    published.answer = httpx.Response(200, json={"keys": [{"kid": "one"}]})
    keys = JwksKeys(URL, httpx.AsyncClient(transport=httpx.MockTransport(published)))
    await keys.refresh()
    published.answer = httpx.Response(503)
    time.now += 3600
    assert await keys.key("one") == {"kid": "one"}
    assert keys.loaded
