"""What the gateway must know to judge tokens: the registry's keys, and what it revoked.

Keys come from the registry's JWKS, revocations as `RevocationWatcher` keeps them fresh.
"""

from asyncio import TaskGroup

from gateway.errors import ServiceUnavailable
from shared.backoff import Backoff
from shared.tokens import KeySource
from shared.tokens.jwks import JwksKeys
from shared.tokens.watching import RevocationWatcher

FIRST_RETRY_SECONDS = 0.2
LONGEST_RETRY_SECONDS = 5.0


class TokenState:
    """Keys and revocations; `run` keeps both until it is cancelled."""

    def __init__(self, keys: KeySource, watcher: RevocationWatcher) -> None:
        self._keys = keys
        self._watcher = watcher

    @property
    def keys_loaded(self) -> bool:
        """Whether tokens can be judged at all. Keys given from outside always count."""
        return not isinstance(self._keys, JwksKeys) or self._keys.loaded

    @property
    def revocations_loaded(self) -> bool:
        """Whether the list of what was revoked before the start was read."""
        return self._watcher.loaded

    def require_keys(self) -> None:
        """Raise ServiceUnavailable while no key is known: an unknown key then proves nothing."""
        if not self.keys_loaded:
            raise ServiceUnavailable(
                "Access tokens cannot be checked at present", code="keys_unavailable"
            )

    async def run(self) -> None:
        """Load the keys, and keep the revocations for as long as the gateway lives."""
        async with TaskGroup() as tasks:
            tasks.create_task(self._load_keys())
            tasks.create_task(self._watcher.run())

    async def _load_keys(self) -> None:
        backoff = Backoff(FIRST_RETRY_SECONDS, LONGEST_RETRY_SECONDS)
        while isinstance(self._keys, JwksKeys) and not self._keys.loaded:
            await self._keys.refresh()
            if not self._keys.loaded:
                await backoff.pause()
