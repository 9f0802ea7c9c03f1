"""Issuing and verifying: the only module that imports jose, and the fence around it.

python-jose by default accepts a token without `aud` or `exp`, any algorithm that a key fits,
unknown `crit` headers, stray characters in the encoding, and numbers that are text. So it only
makes and checks signatures here; what a token must look like and say is decided by us. The
interface is small on purpose: another library can take jose's place in this one file.

Tokens are JWTs in the profile for access tokens (RFC 7519, RFC 9068), signed with ES256. Times in
them follow the system clock, never the business clock.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol
from uuid import UUID

from jose import jws, jwt
from jose.exceptions import JOSEError
from pydantic import ValidationError

from shared.ids import new_id
from shared.tokens.claims import AUDIENCE, Claims
from shared.tokens.compact_jwt import NotCanonical, decoded, json_object
from shared.tokens.refusals import (
    TokenAlgorithmRefused,
    TokenClaimsInvalid,
    TokenExpired,
    TokenKeyUnknown,
    TokenMalformed,
    TokenRevoked,
    TokenSignatureInvalid,
    TokenTypeRefused,
)
from shared.tokens.revocations import RevocationList

ALGORITHM = "ES256"
TYPE = "at+jwt"
"""RFC 9068 2.1: a JWT that was signed for another purpose is no access token."""
MAX_TOKEN_LENGTH = 4096
LONGEST_LIFE_SECONDS = 3600
"""The registry issues ten minutes. Revocations are kept and listed for as long as tokens live, so
a token that lives for years could not be called back; an hour leaves room to issue longer ones."""
CLOCK_SKEW_SECONDS = 10
"""How far `iat` may lie ahead of our clock: hosts keep time by NTP, to well within a second. A
token from further ahead would outlive a revocation of its subject made meanwhile. An expiry is
kept to the second."""

_SIGNATURE_BYTES = 64
_OF_A_KEY = ("kty", "crv", "x", "y")


class KeySource(Protocol):
    """Where public keys come from."""

    async def key(self, kid: str) -> Mapping[str, Any] | None:
        """Return the public JWK with this key id, or None when it is not published."""
        ...


@dataclass(frozen=True)
class Signer:
    """Issues tokens; only the registry has one.

    `private_key` is a PEM-encoded P-256 key, `kid` the id under which its public half is
    published.
    """

    private_key: str
    kid: str
    issuer: str

    def issue(
        self,
        *,
        subject: UUID,
        organisation_id: UUID | None,
        roles: Iterable[str],
        scopes: Iterable[str],
        kind: Literal["person", "machine"],
        lifetime_seconds: int,
        amr: Iterable[str] = (),
        auth_time: int | None = None,
    ) -> tuple[str, Claims]:
        """Return a signed token and the claims in it; what is empty or None is not said.

        Raises ValueError for a life that no verifier would accept.
        """
        if not 0 < lifetime_seconds <= LONGEST_LIFE_SECONDS:
            raise ValueError("The life of a token is out of bounds")
        now = int(time.time())
        claims = Claims(
            iss=self.issuer,
            aud=AUDIENCE,
            sub=subject,
            jti=str(new_id()),
            iat=now,
            exp=now + lifetime_seconds,
            org=organisation_id,
            roles=tuple(sorted(roles)),
            scope=" ".join(sorted(scopes)),
            kind=kind,
            amr=tuple(sorted(amr)),
            auth_time=auth_time,
        )
        unsaid = set() if claims.amr else {"amr"}
        return self.sign(claims.model_dump(mode="json", exclude_none=True, exclude=unsaid)), claims

    def sign(self, claims: Mapping[str, Any]) -> str:
        """Sign any claims; `issue` is what the product uses."""
        headers = {"kid": self.kid, "typ": TYPE}
        token: str = jwt.encode(
            dict(claims), self.private_key, algorithm=ALGORITHM, headers=headers
        )
        return token


@dataclass(frozen=True)
class Verifier:
    """Decides whether a token proves what it says."""

    keys: KeySource
    issuer: str
    revocations: RevocationList = field(default_factory=RevocationList)

    async def verify(self, token: str) -> Claims:
        """Return the claims of a valid token; raise a TokenRefused, and nothing else, otherwise."""
        header, payload = _read(token)
        kid = header.get("kid")
        key = await self.keys.key(kid) if isinstance(kid, str) and len(kid) <= 128 else None
        if key is None or not _signs_tokens(key):
            raise TokenKeyUnknown
        _check_signature(token, key)
        claims = self._judge(payload)
        if self.revocations.covers(claims):
            raise TokenRevoked
        return claims

    def _judge(self, payload: bytes) -> Claims:
        try:
            claims = Claims.model_validate(json_object(payload))
        except (NotCanonical, ValidationError) as error:
            raise TokenClaimsInvalid from error
        now = time.time()
        latest = now + CLOCK_SKEW_SECONDS
        if claims.iss != self.issuer:
            raise TokenClaimsInvalid
        if claims.exp <= now:
            raise TokenExpired
        ahead = any(
            moment is not None and moment > latest
            for moment in (claims.iat, claims.nbf, claims.auth_time)
        )
        if ahead or claims.exp - claims.iat > LONGEST_LIFE_SECONDS:
            raise TokenClaimsInvalid
        return claims


def _read(token: str) -> tuple[dict[str, Any], bytes]:
    """The header and the payload of what has the form of an access token, signed by anybody."""
    if len(token) > MAX_TOKEN_LENGTH or token.count(".") != 2:
        raise TokenMalformed
    head, body, signature = token.split(".")
    try:
        header = json_object(decoded(head))
        # Before the signature: an unsigned token ("alg": "none") has none, and its caller shall
        # learn that the algorithm is what was refused.
        if header.get("alg") != ALGORITHM or "crit" in header:
            raise TokenAlgorithmRefused
        payload = decoded(body)
        if len(decoded(signature)) != _SIGNATURE_BYTES:
            raise TokenMalformed
    except NotCanonical as error:
        raise TokenMalformed from error
    if header.get("typ") != TYPE:
        raise TokenTypeRefused
    return header, payload


def _signs_tokens(key: Mapping[str, Any]) -> bool:
    """Whether the JWK (RFC 7517) is a key for our algorithm and published for signatures."""
    operations = key.get("key_ops", ["verify"])
    return (
        key.get("kty") == "EC"
        and key.get("crv") == "P-256"
        and key.get("alg", ALGORITHM) == ALGORITHM
        and key.get("use", "sig") == "sig"
        and isinstance(operations, list)
        and "verify" in operations
    )


def _check_signature(token: str, key: Mapping[str, Any]) -> None:
    try:
        # These members alone: jose would follow others ("keys", "d") to another key.
        jws.verify(token, {name: key.get(name) for name in _OF_A_KEY}, [ALGORITHM])
    except (JOSEError, ValueError, TypeError) as error:
        raise TokenSignatureInvalid from error
