"""Tokens that died before their time."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from shared.tokens.claims import Claims


@dataclass
class RevocationList:
    """Tokens that died before they expired, kept in memory until they would have expired."""

    _tokens: dict[str, float] = field(default_factory=dict)
    _subjects: dict[tuple[UUID, UUID | None], tuple[float, float]] = field(default_factory=dict)

    def revoke(
        self,
        *,
        token_id: str | None,
        subject: UUID | None,
        organisation_id: UUID | None = None,
        revoked_at: datetime,
        expires_at: datetime,
    ) -> None:
        """Revoke one token by its id, or all that a subject was issued up to `revoked_at`.

        With an organisation only those of the subject's that act for it: whoever acts for one
        organisation decides nothing about the others, or about the person.
        """
        self._forget_expired()
        if token_id is not None:
            self._tokens[token_id] = expires_at.timestamp()
        if subject is not None:
            target = (subject, organisation_id)
            known = self._subjects.get(target, (0.0, 0.0))
            self._subjects[target] = (
                max(known[0], revoked_at.timestamp()),
                max(known[1], expires_at.timestamp()),
            )

    def absorb(self, data: Mapping[str, Any]) -> None:
        """Take a revocation as the registry announces or lists it; ValueError if malformed."""
        subject, organisation_id = data.get("subject"), data.get("organisation_id")
        self.revoke(
            token_id=data.get("token_id"),
            subject=UUID(str(subject)) if subject else None,
            organisation_id=UUID(str(organisation_id)) if organisation_id else None,
            revoked_at=datetime.fromisoformat(str(data["revoked_at"])).astimezone(UTC),
            expires_at=datetime.fromisoformat(str(data["expires_at"])).astimezone(UTC),
        )

    def covers(self, claims: Claims) -> bool:
        """Whether the token with these claims was revoked."""
        if claims.jti in self._tokens:
            return True
        never = (float("-inf"), 0.0)
        whole, _ = self._subjects.get((claims.sub, None), never)
        there, _ = self._subjects.get((claims.sub, claims.org), never)
        # `iat` has whole seconds: a token of the same second is treated as older, which at
        # worst asks an honest caller to log in once more.
        return claims.iat <= max(whole, there)

    def _forget_expired(self) -> None:
        now = time.time()
        self._tokens = {jti: end for jti, end in self._tokens.items() if end > now}
        self._subjects = {target: both for target, both in self._subjects.items() if both[1] > now}
