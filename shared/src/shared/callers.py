"""Who calls, for the rules that decide what a caller may."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from shared.tokens import SECOND_FACTOR, Claims


@dataclass(frozen=True)
class Caller:
    """The party behind a request, as its verified token names it.

    `organisation_id` is the organisation that the caller acts for in this request, and
    `roles` are those that it holds there. `token_id` and `expires_at` (Unix seconds)
    identify the token itself. `amr` says how a person proved itself at its login (RFC 8176), and
    `auth_time` when that was (Unix seconds); a machine has neither.
    """

    subject: UUID
    organisation_id: UUID | None
    roles: frozenset[str]
    scopes: frozenset[str]
    token_id: str
    kind: Literal["person", "machine"]
    expires_at: int = 0
    amr: frozenset[str] = frozenset()
    auth_time: int | None = None

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

    def proved_second_factor_since(self, moment: float) -> bool:
        """Whether the person showed its second factor at a login of that moment or later."""
        return (
            self.kind == "person"
            and SECOND_FACTOR in self.amr
            and self.auth_time is not None
            and self.auth_time >= moment
        )


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
        amr=frozenset(claims.amr),
        auth_time=claims.auth_time,
    )
