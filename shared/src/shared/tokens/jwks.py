"""Public keys read from where the registry publishes them (RFC 7517)."""

import asyncio
import time
from collections.abc import Mapping
from typing import Any

import httpx
import structlog

from shared.backoff import Backoff

REFRESH_SECONDS = 300
RETRY_SECONDS = 2
LONGEST_PAUSE = 10

log = structlog.get_logger(__name__)


class JwksKeys:
    """A KeySource that reads a JWKS by HTTP and keeps it.

    A token with an unknown key id causes one read, at most every two seconds, so that a
    new signing key works at once and a flood of forged key ids costs nothing. While the
    registry is away, the keys read before it went stay good, and it is asked ever more
    seldom: each who asks waits for the answer.
    """

    def __init__(self, url: str, client: httpx.AsyncClient | None = None) -> None:
        self._url = url
        self._client = client or httpx.AsyncClient(timeout=5)
        self._keys: dict[str, Mapping[str, Any]] = {}
        self._read_at = float("-inf")
        self._not_before = float("-inf")
        self._backoff = Backoff(RETRY_SECONDS, LONGEST_PAUSE)
        self._lock = asyncio.Lock()

    @property
    def loaded(self) -> bool:
        """Whether any key is known."""
        return bool(self._keys)

    async def key(self, kid: str) -> Mapping[str, Any] | None:
        stale = time.monotonic() - self._read_at > REFRESH_SECONDS
        if stale or kid not in self._keys:
            await self.refresh()
        return self._keys.get(kid)

    async def refresh(self) -> None:
        """Read the keys again, unless that was tried a moment ago."""
        async with self._lock:
            if time.monotonic() < self._not_before:
                return
            try:
                answer = await self._client.get(self._url)
                answer.raise_for_status()
                keys = answer.json()["keys"]
                self._keys = {str(key["kid"]): key for key in keys}
            except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
                self._not_before = time.monotonic() + self._backoff.fail()
                log.warning("jwks_unreadable", url=self._url, error=type(error).__name__)
            else:
                self._backoff.reset()
                self._read_at = time.monotonic()
                self._not_before = self._read_at + RETRY_SECONDS

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()
