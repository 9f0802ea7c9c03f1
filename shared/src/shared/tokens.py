"""Access tokens: the only module that imports jose, and the fence around it.

python-jose by default accepts a token without `aud` or `exp`, any algorithm that a key fits,
unknown `crit` headers, and stray characters in the encoding. Everything here that looks
like a repetition of the library closes one of those doors. The interface is small on
purpose: another library can take jose's place in this one file.

Tokens are JWTs (RFC 7519) signed with ES256. Times in them follow the system clock, never
the business clock.
"""

import base64
import json
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar, Literal, Protocol
from uuid import UUID

from jose import jwt
from jose.exceptions import ExpiredSignatureError, JOSEError, JWTClaimsError
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.ids import new_id

AUDIENCE = "avt-api"
ALGORITHM = "ES256"
MAX_TOKEN_LENGTH = 4096

_COMPACT = re.compile(r"[A-Za-z0-9_-]{2,}\.[A-Za-z0-9_-]{2,}\.[A-Za-z0-9_-]{86}")


class TokenRefused(Exception):
    """A token that proves nothing. `code` says which check it failed, and nothing else."""

    code: ClassVar[str] = "token_refused"
    detail: ClassVar[str] = "The access token is not valid"


class TokenMalformed(TokenRefused):
    code = "token_malformed"
    detail = "The access token is not a compact JWT"


class TokenAlgorithmRefused(TokenRefused):
    code = "token_algorithm_refused"
    detail = "The access token must be signed with ES256 and name no critical extension"


class TokenKeyUnknown(TokenRefused):
    code = "token_key_unknown"
    detail = "The access token names a key that is not published"


class TokenSignatureInvalid(TokenRefused):
    code = "token_signature_invalid"
    detail = "The signature of the access token does not verify"


class TokenExpired(TokenRefused):
    code = "token_expired"
    detail = "The access token has expired"


class TokenClaimsInvalid(TokenRefused):
    code = "token_claims_invalid"
    detail = "The access token lacks a claim, or was issued by or for someone else"


class TokenRevoked(TokenRefused):
    code = "token_revoked"
    detail = "The access token was revoked"


class Claims(BaseModel):
    """What a token says: who calls, acting for which organisation, allowed what."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    iss: str
    aud: Literal["avt-api"]
    sub: UUID
    jti: str = Field(min_length=1, max_length=64)
    iat: int
    exp: int
    org: UUID | None = None
    roles: tuple[str, ...] = ()
    scope: str = ""
    kind: Literal["person", "machine"] = "person"

    @property
    def scopes(self) -> frozenset[str]:
        """The granted scopes."""
        return frozenset(self.scope.split())


class KeySource(Protocol):
    """Where public keys come from."""

    async def key(self, kid: str) -> Mapping[str, Any] | None:
        """Return the public JWK with this key id, or None when it is not published."""
        ...


@dataclass(frozen=True)
class StaticKeys:
    """Public keys that are known beforehand."""

    keys: Sequence[Mapping[str, Any]]

    async def key(self, kid: str) -> Mapping[str, Any] | None:
        return next((key for key in self.keys if key.get("kid") == kid), None)


@dataclass
class RevocationList:
    """Tokens that died before they expired, kept in memory until they would have expired."""

    _tokens: dict[str, float] = field(default_factory=dict)
    _subjects: dict[UUID, tuple[float, float]] = field(default_factory=dict)

    def revoke(
        self,
        *,
        token_id: str | None,
        subject: UUID | None,
        revoked_at: datetime,
        expires_at: datetime,
    ) -> None:
        """Revoke one token by its id, or all that a subject was issued up to `revoked_at`."""
        self._forget_expired()
        if token_id is not None:
            self._tokens[token_id] = expires_at.timestamp()
        if subject is not None:
            known = self._subjects.get(subject, (0.0, 0.0))
            self._subjects[subject] = (
                max(known[0], revoked_at.timestamp()),
                max(known[1], expires_at.timestamp()),
            )

    def absorb(self, data: Mapping[str, Any]) -> None:
        """Take a revocation as the registry announces or lists it; ValueError if malformed."""
        subject = data.get("subject")
        self.revoke(
            token_id=data.get("token_id"),
            subject=UUID(str(subject)) if subject else None,
            revoked_at=datetime.fromisoformat(str(data["revoked_at"])).astimezone(UTC),
            expires_at=datetime.fromisoformat(str(data["expires_at"])).astimezone(UTC),
        )

    def covers(self, claims: Claims) -> bool:
        """Whether the token with these claims was revoked."""
        if claims.jti in self._tokens:
            return True
        revoked_at, _ = self._subjects.get(claims.sub, (float("-inf"), 0.0))
        # `iat` has whole seconds: a token of the same second is treated as older, which at
        # worst asks an honest caller to log in once more.
        return claims.iat <= revoked_at

    def _forget_expired(self) -> None:
        now = time.time()
        self._tokens = {jti: end for jti, end in self._tokens.items() if end > now}
        self._subjects = {sub: both for sub, both in self._subjects.items() if both[1] > now}


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
    ) -> tuple[str, Claims]:
        """Return a signed token and the claims in it."""
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
        )
        return self.sign(claims.model_dump(mode="json", exclude_none=True)), claims

    def sign(self, claims: Mapping[str, Any]) -> str:
        """Sign any claims; `issue` is what the product uses."""
        token: str = jwt.encode(
            dict(claims), self.private_key, algorithm=ALGORITHM, headers={"kid": self.kid}
        )
        return token


@dataclass(frozen=True)
class Verifier:
    """Decides whether a token proves what it says."""

    keys: KeySource
    issuer: str
    revocations: RevocationList = field(default_factory=RevocationList)

    async def verify(self, token: str) -> Claims:
        """Return the claims of a valid token; raise a TokenRefused otherwise."""
        header = _header_of(token)
        if header.get("alg") != ALGORITHM or "crit" in header:
            raise TokenAlgorithmRefused
        kid = header.get("kid")
        key = await self.keys.key(kid) if isinstance(kid, str) and len(kid) <= 128 else None
        if key is None:
            raise TokenKeyUnknown
        claims = self._decode(token, key)
        if self.revocations.covers(claims):
            raise TokenRevoked
        return claims

    def _decode(self, token: str, key: Mapping[str, Any]) -> Claims:
        required = {
            f"require_{claim}": True for claim in ("aud", "exp", "iat", "iss", "sub", "jti")
        }
        try:
            payload = jwt.decode(
                token,
                dict(key),
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                issuer=self.issuer,
                options={**required, "leeway": 0, "verify_at_hash": False},
            )
            return Claims.model_validate(payload)
        except ExpiredSignatureError as error:
            raise TokenExpired from error
        except (JWTClaimsError, ValidationError) as error:
            raise TokenClaimsInvalid from error
        except (JOSEError, ValueError, TypeError) as error:
            if "required" in str(error) or "missing" in str(error):
                raise TokenClaimsInvalid from error
            raise TokenSignatureInvalid from error


def _header_of(token: str) -> dict[str, Any]:
    # jose's own reader forgives stray characters and padding; a strict shape comes first.
    # An unsigned token ("alg": "none") has an empty last part: read its header all the
    # same, so that the caller learns that the algorithm is what was refused.
    if len(token) > MAX_TOKEN_LENGTH or token.count(".") != 2:
        raise TokenMalformed
    head = token.split(".", 1)[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except (ValueError, UnicodeDecodeError, RecursionError) as error:
        raise TokenMalformed from error
    if not isinstance(header, dict):
        raise TokenMalformed
    if header.get("alg") == ALGORITHM and not _COMPACT.fullmatch(token):
        raise TokenMalformed
    return header
