"""Whoever verifies tokens knows of every revocation, by one way or the other."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from structlog.testing import capture_logs

from shared.messaging.bus.in_process import InProcessBus
from shared.messaging.events import Event
from shared.tokens import AUDIENCE, Claims, RevocationList
from shared.tokens.watching import TOKEN_REVOKED, RevocationWatcher, read_over_http


class InterruptedBus:
    """A bus whose broker comes and goes when the test says so."""

    def __init__(self):
        self.begin = None
        self.closed = False

    async def listen(self, types, handler, *, on_begin):
        self.begin = on_begin
        await on_begin()
        return self

    async def close(self):
        self.closed = True


def revocation(subject: UUID) -> dict[str, Any]:
    now = datetime.now(UTC)
    return {
        "token_id": None,
        "subject": str(subject),
        "revoked_at": now.isoformat(),
        "expires_at": (now + timedelta(minutes=10)).isoformat(),
    }


def issued_to(subject: UUID) -> Claims:
    issued = int(time.time()) - 60
    return Claims(
        iss="avt-registry", aud=AUDIENCE, sub=subject, jti="1", iat=issued, exp=issued + 600
    )


class Registry:
    """The list that the registry shows; away while `away` is an error."""

    def __init__(self) -> None:
        self.listed: list[dict[str, Any]] = []
        self.reads = 0
        self.away: Exception | None = None

    async def read(self):
        self.reads += 1
        if self.away is not None:
            raise self.away
        return list(self.listed)


@asynccontextmanager
async def watching(watcher: RevocationWatcher) -> AsyncIterator[None]:
    task = asyncio.create_task(watcher.run())
    try:
        async with asyncio.timeout(20):
            yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def until(condition: Callable[[], Any]) -> None:
    while not condition():
        await asyncio.sleep(0)


@pytest.fixture
def registry() -> Registry:
    return Registry()


async def test_what_was_revoked_during_an_outage_is_read_after_it(registry: Registry):
    revocations, bus = RevocationList(), InterruptedBus()
    async with watching(RevocationWatcher(revocations, bus, registry.read)):
        await until(lambda: registry.reads)
        subject = uuid4()
        registry.listed.append(revocation(subject))
        await bus.begin()
        await until(lambda: revocations.covers(issued_to(subject)))
    assert bus.closed


async def test_a_revocation_whose_event_was_lost_is_learnt_from_the_list_anyway(
    registry: Registry,
):
    revocations, subject = RevocationList(), uuid4()
    watcher = RevocationWatcher(
        revocations, InterruptedBus(), registry.read, read_again_seconds=0.01
    )
    async with watching(watcher):
        await until(lambda: watcher.loaded)
        assert not revocations.covers(issued_to(subject))
        # The bus never fell silent, so nothing but time makes anybody look.
        registry.listed.append(revocation(subject))
        await until(lambda: revocations.covers(issued_to(subject)))


async def test_a_revocation_is_known_the_moment_it_is_announced(registry: Registry):
    revocations, bus, subject = RevocationList(), InProcessBus(), uuid4()
    watcher = RevocationWatcher(revocations, bus, registry.read)
    async with watching(watcher):
        await until(lambda: watcher.loaded)
        await bus.publish(
            Event(
                id=uuid4(),
                source="/registry",
                type=TOKEN_REVOKED,
                time=datetime.now(UTC),
                data=revocation(subject),
            )
        )
        assert revocations.covers(issued_to(subject))
        assert registry.reads == 1


@pytest.mark.parametrize(
    "away", [httpx.ConnectError("away"), KeyError("items"), ZeroDivisionError()]
)
async def test_a_list_that_cannot_be_read_is_asked_for_ever_more_seldom(
    registry: Registry, away: Exception, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("shared.backoff.spread", lambda seconds: 0)
    revocations, subject = RevocationList(), uuid4()
    registry.listed, registry.away = [revocation(subject)], away
    watcher = RevocationWatcher(revocations, InterruptedBus(), registry.read)
    with capture_logs() as logs:
        async with watching(watcher):
            await until(lambda: registry.reads == 7)
            assert not watcher.loaded
            registry.away = None
            await until(lambda: revocations.covers(issued_to(subject)))
    seconds = [line["seconds"] for line in logs if line["event"] == "revocations_unreadable"]
    assert seconds[:6] == [0.2, 0.4, 0.8, 1.6, 3.2, 5.0]


def registry_that_answers(
    monkeypatch: pytest.MonkeyPatch, answer: httpx.Response
) -> Callable[[], Awaitable[Any]]:
    client = httpx.AsyncClient(transport=httpx.MockTransport(lambda request: answer))
    monkeypatch.setattr("shared.tokens.watching.httpx.AsyncClient", lambda **_: client)
    return read_over_http("http://registry/v1/registry/revocations")


async def test_the_list_is_read_over_http(monkeypatch: pytest.MonkeyPatch):
    read = registry_that_answers(monkeypatch, httpx.Response(200, json={"items": [{"a": 1}]}))
    assert await read() == [{"a": 1}]


async def test_an_answer_that_is_no_list_is_no_empty_list(monkeypatch: pytest.MonkeyPatch):
    read = registry_that_answers(monkeypatch, httpx.Response(503))
    with pytest.raises(httpx.HTTPStatusError):
        await read()


async def test_without_an_address_there_is_nothing_to_read():
    assert await read_over_http("")() == []
