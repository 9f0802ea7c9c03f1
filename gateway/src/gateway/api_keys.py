"""API keys: exchanged at the registry for short tokens, which are remembered.

Only a hash of a key is kept. However many requests arrive with one key at once, the registry
is asked once.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256

import aiohttp
import orjson
import structlog

from gateway.errors import ServiceUnavailable, Unauthenticated
from gateway.lru import Lru

log = structlog.get_logger(__name__)

EARLY_SECONDS = 30.0
"""A token is exchanged anew this long before it ends, so that none expires on its way."""
REFUSED_SECONDS = 10.0
"""How long a key that the registry refused is refused without asking again."""
MAX_KEY_LENGTH = 256


@dataclass(frozen=True, slots=True)
class _Known:
    token: str | None
    """None: the registry refused the key."""
    until: float


class ApiKeys:
    """Exchanges keys at `<registry>/v1/registry/api-keys/exchange`."""

    def __init__(self, client: aiohttp.ClientSession, registry_url: str, *, size: int) -> None:
        self._client = client
        self._url = f"{registry_url}/v1/registry/api-keys/exchange"
        self._known: Lru[bytes, _Known] = Lru(size)
        self._running: dict[bytes, asyncio.Task[_Known]] = {}

    async def token_for(
        self, key: bytes, before_asking: Callable[[], Awaitable[None]]
    ) -> tuple[str, bool]:
        """Return a token for the key, and whether it was exchanged just now.

        Raises Unauthenticated for a key that the registry does not accept, ServiceUnavailable
        when the registry cannot be asked, and whatever `before_asking` raises.
        """
        if not 0 < len(key) <= MAX_KEY_LENGTH or not key.isascii():
            raise _refused()
        fingerprint = sha256(key).digest()
        known = self._known.get(fingerprint)
        fresh = known is None or known.until <= time.monotonic()
        if known is None or fresh:
            await before_asking()
            known = await self._single_flight(fingerprint, key.decode("ascii"))
        if known.token is None:
            raise _refused()
        return known.token, fresh

    def forget(self, key: bytes) -> None:
        """Ask the registry again at the next use of this key."""
        self._known.drop(sha256(key).digest())

    async def _single_flight(self, fingerprint: bytes, key: str) -> _Known:
        task = self._running.get(fingerprint)
        if task is None:
            task = asyncio.create_task(self._ask_registry(key))
            self._running[fingerprint] = task
            task.add_done_callback(lambda _: self._running.pop(fingerprint, None))
        # Shielded: the client that came first may leave without taking the others with it.
        known = await asyncio.shield(task)
        self._known.put(fingerprint, known)
        return known

    async def _ask_registry(self, key: str) -> _Known:
        started = time.monotonic()
        try:
            # The pooled client adds no header by itself: not even the type of a JSON body.
            async with self._client.post(
                self._url,
                data=orjson.dumps({"api_key": key}),
                headers={"Content-Type": "application/json"},
                allow_redirects=False,
            ) as response:
                if response.status in {200, 201}:
                    body = await response.json()
                    lifetime = float(body["expires_in"])
                    early = min(EARLY_SECONDS, lifetime / 2)
                    return _Known(str(body["access_token"]), started + lifetime - early)
                if 400 <= response.status < 500 and response.status not in {408, 429}:
                    return _Known(None, started + REFUSED_SECONDS)
                log.warning("api_key_exchange_failed", status=response.status)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError, KeyError) as error:
            log.warning("api_key_exchange_failed", error=repr(error))
        raise ServiceUnavailable("API keys cannot be checked at present", code="keys_unavailable")


def _refused() -> Unauthenticated:
    return Unauthenticated("The API key is not valid", code="api_key_invalid", challenge="ApiKey")
