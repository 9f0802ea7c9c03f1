"""Whose request it is: bearer tokens verified once, API keys exchanged for tokens.

A verified token is remembered by its hash until it expires, because checking a signature
costs more than passing on a request; whether it was revoked is looked up every time, so a
remembered token dies as soon as the registry says so. The services verify the token again:
nothing that the gateway concludes travels with the request.
"""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256

from gateway.addresses import Headers
from gateway.api_keys import ApiKeys
from gateway.errors import BadRequest, Unauthenticated
from gateway.lru import Lru
from gateway.token_state import TokenState
from shared.tokens import Claims, TokenRefused, Verifier

BASIC_ALLOWED = ("v1", "registry", "oauth")
"""Where OAuth clients may name themselves with HTTP Basic (RFC 6749 2.3.1)."""


@dataclass(frozen=True, slots=True)
class Identified:
    """A caller whose credentials are good.

    `authorization` is what must stand in the request instead of the client's own header, or
    None when that goes through as it is.
    """

    claims: Claims
    authorization: str | None = None


class Credentials:
    """Reads and checks the credentials of a request."""

    def __init__(
        self, verifier: Verifier, api_keys: ApiKeys, state: TokenState, *, size: int
    ) -> None:
        self._verifier = verifier
        self._api_keys = api_keys
        self._state = state
        self._verified: Lru[bytes, Claims] = Lru(size)

    async def identify(
        self,
        headers: Headers,
        segments: tuple[str, ...],
        *,
        before_asking: Callable[[], Awaitable[None]],
    ) -> Identified | None:
        """Return the caller, or None for a request without credentials.

        Raises Unauthenticated for credentials that are not good, BadRequest for contradicting
        ones, and ServiceUnavailable when they cannot be checked at present.
        `before_asking` is awaited before the registry is asked of a key that is not remembered.
        """
        given = [value for name, value in headers if name == b"authorization"]
        keys = [value for name, value in headers if name == b"x-api-key"]
        if not given and not keys:
            return None
        if len(given) + len(keys) > 1:
            raise BadRequest(
                "Only one kind of credentials may be given", code="ambiguous_credentials"
            )
        if keys:
            return await self._by_api_key(keys[0], before_asking)
        scheme, _, secret = given[0].partition(b" ")
        match scheme.lower():
            case b"bearer":
                return Identified(await self.verify(secret.strip()))
            case b"apikey":
                return await self._by_api_key(secret.strip(), before_asking)
            case b"basic" if segments[:3] == BASIC_ALLOWED:
                return None
        raise Unauthenticated(
            "Only bearer tokens and API keys are accepted", code="credentials_unsupported"
        )

    async def verify(self, token: bytes) -> Claims:
        """Return what a token says; raises Unauthenticated with the code of the failed check."""
        fingerprint = sha256(token).digest()
        claims = self._verified.get(fingerprint)
        if claims is not None:
            if claims.exp <= time.time():
                self._verified.drop(fingerprint)
                raise Unauthenticated("The access token has expired", code="token_expired")
            if self._verifier.revocations.covers(claims):
                self._verified.drop(fingerprint)
                raise Unauthenticated("The access token was revoked", code="token_revoked")
            return claims
        try:
            claims = await self._verifier.verify(token.decode("ascii", errors="replace"))
        except TokenRefused as error:
            if error.code == "token_key_unknown":
                self._state.require_keys()
            raise Unauthenticated(error.detail, code=error.code) from error
        self._verified.put(fingerprint, claims)
        return claims

    async def _by_api_key(
        self, key: bytes, before_asking: Callable[[], Awaitable[None]]
    ) -> Identified:
        token, fresh = await self._api_keys.token_for(key, before_asking)
        try:
            claims = await self.verify(token.encode())
        except Unauthenticated:
            if fresh:
                raise
            # The remembered token was revoked: whether the key itself is still good is for
            # the registry to say.
            self._api_keys.forget(key)
            token, _ = await self._api_keys.token_for(key, before_asking)
            claims = await self.verify(token.encode())
        return Identified(claims, authorization=f"Bearer {token}")
