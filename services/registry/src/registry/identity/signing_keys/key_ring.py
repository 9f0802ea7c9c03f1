"""Where this process takes the keys that it signs and verifies with."""

import asyncio
import time
from collections.abc import Mapping
from typing import Annotated, Any, Final

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.signing_keys.repository import current_key, published_keys
from registry.identity.signing_keys.use_cases import ensure_keys
from registry.vault import Vault
from shared.clocks import SystemClock
from shared.database import Database
from shared.tokens import Signer

REFRESH_SECONDS: Final = 30
RETRY_SECONDS: Final = 2


class KeyRing:
    """Gives the signer of the current key; remembers keys that it has opened before."""

    def __init__(self, vault: Vault, *, issuer: str) -> None:
        self.vault = vault
        self._issuer = issuer
        self._signers: dict[str, Signer] = {}

    async def signer(self, session: AsyncSession) -> Signer:
        """The signer of the key that is current now; makes the keys in an empty database."""
        key = await current_key(session)
        if key is None:
            await ensure_keys(session, SystemClock(), vault=self.vault)
            key = await current_key(session)
            assert key is not None
        kid, sealed = key
        if kid not in self._signers:
            pem = self.vault.open(sealed, label=kid).decode()
            self._signers = {kid: Signer(private_key=pem, kid=kid, issuer=self._issuer)}
        return self._signers[kid]


class StoredKeys:
    """A KeySource that reads the registry's own database instead of its JWKS by HTTP.

    An unknown key id causes one read, at most every two seconds: forged ids cost nothing.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._keys: dict[str, Mapping[str, Any]] = {}
        self._read_at = float("-inf")
        self._lock = asyncio.Lock()

    async def key(self, kid: str) -> Mapping[str, Any] | None:
        """Return the public JWK with this key id, or None when it is not published."""
        if kid not in self._keys or time.monotonic() - self._read_at > REFRESH_SECONDS:
            await self._refresh(missing=kid not in self._keys)
        return self._keys.get(kid)

    async def _refresh(self, *, missing: bool) -> None:
        async with self._lock:
            age = time.monotonic() - self._read_at
            if age < (RETRY_SECONDS if missing and self._keys else 0) or (
                not missing and age <= REFRESH_SECONDS
            ):
                return
            async with self._database.transaction() as session:
                keys = await published_keys(session, now=SystemClock().now())
            self._keys = {str(key["kid"]): key for key in keys}
            self._read_at = time.monotonic()


async def _ring(request: Request) -> KeyRing:
    ring: KeyRing = request.app.state.key_ring
    return ring


Ring = Annotated[KeyRing, Depends(_ring)]
"""The key ring of the app."""
