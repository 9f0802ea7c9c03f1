"""Keeping the list of revocations fresh, in whoever verifies tokens.

    listen -> read the list -> again after a minute, and whenever listening begins anew

A revocation is heard the moment it happens, as an event. What is revoked while nobody listens, or
is lost on the way, stands in the list that the registry shows; so at the latest a minute later it
is known everywhere.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, NoReturn

import httpx
import structlog

from shared.backoff import Backoff
from shared.failures import describe
from shared.messaging.bus import Bus
from shared.messaging.events import Event
from shared.tokens.revocations import RevocationList

TOKEN_REVOKED: Final = "avt.registry.token.revoked.v1"  # noqa: S105 (the name of an event)
READ_AGAIN_SECONDS: Final = 60.0
FIRST_PAUSE: Final = 0.2
LONGEST_PAUSE: Final = 5.0

ReadRevocations = Callable[[], Awaitable[Sequence[Mapping[str, Any]]]]
"""Reads all revocations in force; raises whatever prevents it."""

log = structlog.get_logger(__name__)


class RevocationWatcher:
    """Keeps `revocations` fresh from the events of `bus` and the list that `read` gives."""

    def __init__(
        self,
        revocations: RevocationList,
        bus: Bus,
        read: ReadRevocations,
        *,
        read_again_seconds: float = READ_AGAIN_SECONDS,
    ) -> None:
        self._revocations = revocations
        self._bus = bus
        self._read = read
        self._read_again_seconds = read_again_seconds
        self._begun = asyncio.Event()
        self.loaded = False
        """Whether the list was ever read."""

    async def run(self) -> NoReturn:
        """Listen and read until cancelled; what is known stays known while both are away."""
        # Listening comes first: what is revoked while the list is read is in one or the other.
        subscription = await self._bus.listen([TOKEN_REVOKED], self._hear, on_begin=self._note)
        try:
            await self._keep_reading()
        finally:
            with contextlib.suppress(Exception):
                await subscription.close()

    async def _keep_reading(self) -> NoReturn:
        backoff = Backoff(FIRST_PAUSE, LONGEST_PAUSE)
        while True:
            self._begun.clear()
            try:
                for item in await self._read():
                    self._revocations.absorb(item)
            except Exception as error:
                # Whatever it is, giving up would let revoked tokens pass from then on.
                log.warning(
                    "revocations_unreadable", seconds=backoff.seconds, error=describe(error)
                )
                await backoff.pause()
                continue
            backoff.reset()
            self.loaded = True
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._begun.wait(), self._read_again_seconds)

    async def _hear(self, event: Event) -> None:
        self._revocations.absorb(event.data)

    async def _note(self) -> None:
        self._begun.set()


def read_over_http(url: str) -> ReadRevocations:
    """Read the list at `url`, as the registry shows it; an empty `url` is a list without items."""

    async def read() -> Sequence[Mapping[str, Any]]:
        if not url:
            return []
        async with httpx.AsyncClient(timeout=5) as client:
            answer = await client.get(url)
            answer.raise_for_status()
            items: Sequence[Mapping[str, Any]] = answer.json()["items"]
            return items

    return read
