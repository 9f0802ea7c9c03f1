"""The counters behind the limits."""

import asyncio

import time_machine
from hypothesis import given
from hypothesis import strategies as st
from limits import parse
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from limits.storage import storage_from_string

from gateway import limit_store
from gateway.limit_store import BoundedMemory
from gateway.lru import Lru


def test_the_store_is_found_by_its_address() -> None:
    assert isinstance(storage_from_string("bounded+memory://"), BoundedMemory)


@given(st.lists(st.floats(0, 30), max_size=60), st.integers(1, 8))
def test_no_minute_of_a_window_admits_more_than_its_share(gaps: list[float], amount: int) -> None:
    async def hits() -> list[float]:
        limiter = SlidingWindowCounterRateLimiter(BoundedMemory())
        rate = parse(f"{amount}/minute")
        admitted, now = [], 1_000_000.0
        for gap in gaps:
            now += gap
            with time_machine.travel(now, tick=False):
                if await limiter.hit(rate, "client"):
                    admitted.append(now)
                stats = await limiter.get_window_stats(rate, "client")
                assert 0 <= stats.remaining <= amount
                assert stats.reset_time >= now
        return admitted

    admitted = asyncio.new_event_loop().run_until_complete(hits())
    for window in {int(moment // 60) for moment in admitted}:
        assert sum(int(moment // 60) == window for moment in admitted) <= amount


async def test_a_client_unseen_for_longest_is_forgotten_first(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(limit_store, "MAX_CLIENTS", 2)
    limiter = SlidingWindowCounterRateLimiter(BoundedMemory())
    rate = parse("1/hour")
    for who in ("a", "b", "c"):
        assert await limiter.hit(rate, who)
    assert await limiter.hit(rate, "a"), "forgotten for c"
    assert not await limiter.hit(rate, "c")


def test_the_cache_forgets_what_was_used_longest_ago() -> None:
    cache: Lru[str, int] = Lru(2)
    cache.put("a", 1)
    cache.put("b", 2)
    assert cache.get("a") == 1
    cache.put("c", 3)
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (1, None, 3)
    assert len(cache) == 2
    cache.drop("a")
    cache.drop("never there")
    assert len(cache) == 1
