"""Who calls, for the rules that decide what a caller may."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from shared.tokens import Claims


@dataclass(frozen=True)
class Caller:
    """The party behind a request, as its verified token names it.

    `organisation_id` is the organisation that the caller acts for in this request, and
    `roles` are those that it holds there. `token_id` and `expires_at` (Unix seconds)
    identify the token itself.
    """

    subject: UUID
    organisation_id: UUID | None
    roles: frozenset[str]
    scopes: frozenset[str]
    token_id: str
    kind: Literal["person", "machine"]
    expires_at: int = 0

    @property
    def acting_for(self) -> UUID:
        """The organisation that the caller acts for, where it cannot come without one.

        A dependency of the route has seen to that; ValueError where none has.
        """
        if self.organisation_id is None:
            raise ValueError("the route lets callers in who act for no organisation")
        return self.organisation_id

    def has_role(self, *roles: str) -> bool:
        """Whether the caller holds any of these roles in its organisation."""
        return not self.roles.isdisjoint(roles)


def caller_of(claims: Claims) -> Caller:
    """Return the caller that verified claims describe."""
    return Caller(
        subject=claims.sub,
        organisation_id=claims.org,
        roles=frozenset(claims.roles),
        scopes=claims.scopes,
        token_id=claims.jti,
        kind=claims.kind,
        expires_at=claims.exp,
    )
