"""What the gateway must know to judge tokens, kept fresh in the background.

Keys come from the registry's JWKS. Revocations come as events the moment they happen, and as
a list at the start and once in a while, for those that happened while nobody listened.
"""

import asyncio
import contextlib
from collections.abc import Callable

import aiohttp
import structlog

from gateway.errors import ServiceUnavailable
from shared.messaging.bus import Bus
from shared.messaging.events import Event
from shared.tokens import KeySource, RevocationList
from shared.tokens.jwks import JwksKeys

log = structlog.get_logger(__name__)

REVOKED = "avt.registry.token.revoked.v1"
FIRST_RETRY_SECONDS = 0.2
LONGEST_RETRY_SECONDS = 5.0


class TokenState:
    """Keys and revocations; `run` keeps both until it is cancelled."""

    def __init__(
        self,
        *,
        keys: KeySource,
        revocations: RevocationList,
        bus: Bus,
        client: aiohttp.ClientSession,
        registry_url: str,
        max_age: float,
    ) -> None:
        self._keys = keys
        self._revocations = revocations
        self._bus = bus
        self._client = client
        self._url = f"{registry_url}/v1/registry/revocations"
        self._max_age = max_age
        self.revocations_loaded = False

    @property
    def keys_loaded(self) -> bool:
        """Whether tokens can be judged at all. Keys given from outside always count."""
        return not isinstance(self._keys, JwksKeys) or self._keys.loaded

    def require_keys(self) -> None:
        """Raise ServiceUnavailable while no key is known: an unknown key then proves nothing."""
        if not self.keys_loaded:
            raise ServiceUnavailable(
                "Access tokens cannot be checked at present", code="keys_unavailable"
            )

    async def run(self) -> None:
        """Load keys and revocations, then listen and reload for as long as the gateway lives."""
        # Listening comes first: what is revoked while the list is read is in one or the other.
        subscription = await self._bus.listen([REVOKED], self._on_revoked)
        try:
            await _until(lambda: self.keys_loaded, self._load_keys)
            await _until(lambda: self.revocations_loaded, self.load_revocations)
            while True:
                await asyncio.sleep(self._max_age)
                await self.load_revocations()
        finally:
            with contextlib.suppress(Exception):
                await subscription.close()

    async def _load_keys(self) -> None:
        if isinstance(self._keys, JwksKeys):
            await self._keys.refresh()

    async def _on_revoked(self, event: Event) -> None:
        self._revocations.absorb(event.data)

    async def load_revocations(self) -> None:
        """Take in the registry's list; what is known already stays known if it cannot be read."""
        try:
            next_page: str | None = self._url
            while next_page is not None:
                async with self._client.get(next_page) as response:
                    response.raise_for_status()
                    page = await response.json()
                # Either a bare list or a page of one, as all lists of the platform are.
                items = page if isinstance(page, list) else page["items"]
                for item in items:
                    self._revocations.absorb(item)
                cursor = None if isinstance(page, list) else page.get("next")
                next_page = f"{self._url}?cursor={cursor}" if cursor else None
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError, KeyError) as error:
            log.warning("revocations_unreadable", error=repr(error))
        else:
            self.revocations_loaded = True


async def _until(condition: Callable[[], bool], step: Callable[[], object]) -> None:
    delay = FIRST_RETRY_SECONDS
    while True:
        outcome = step()
        if asyncio.iscoroutine(outcome):
            await outcome
        if condition():
            return
        await asyncio.sleep(delay)
        delay = min(delay * 2, LONGEST_RETRY_SECONDS)
