"""Issuing access tokens."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.access_tokens.orm import GrantKind, IssuedToken
from registry.identity.signing_keys.key_ring import KeyRing
from registry.identity.signing_keys.rules import TOKEN_LIFETIME


@dataclass(frozen=True, slots=True)
class IssuedAccess:
    """An access token and the seconds that it lives."""

    access_token: str
    expires_in: int


async def issue_token(
    session: AsyncSession,
    *,
    ring: KeyRing,
    subject: UUID,
    organisation_id: UUID | None,
    roles: Iterable[str],
    scopes: Iterable[str],
    kind: Literal["person", "machine"],
    grant: tuple[GrantKind, UUID] | None = None,
    at_most_seconds: int | None = None,
    amr: Iterable[str] = (),
    auth_time: datetime | None = None,
) -> IssuedAccess:
    """Sign an access token; remember its id under the grant, so that it can end with it.

    `amr` and `auth_time`: how and when a person proved itself, at its login; of a machine neither.
    """
    lifetime = int(TOKEN_LIFETIME.total_seconds())
    if at_most_seconds is not None:
        lifetime = max(1, min(lifetime, at_most_seconds))
    signer = await ring.signer(session)
    token, claims = signer.issue(
        subject=subject,
        organisation_id=organisation_id,
        roles=roles,
        scopes=scopes,
        kind=kind,
        lifetime_seconds=lifetime,
        amr=amr,
        auth_time=None if auth_time is None else int(auth_time.timestamp()),
    )
    if grant is not None:
        session.add(
            IssuedToken(
                token_id=claims.jti,
                grant_kind=grant[0],
                grant_id=grant[1],
                expires_at=datetime.fromtimestamp(claims.exp, UTC),
            )
        )
    return IssuedAccess(token, lifetime)
