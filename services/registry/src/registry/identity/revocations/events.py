"""What the registry announces about tokens."""

from datetime import UTC, datetime
from typing import ClassVar, Final
from uuid import UUID

from pydantic import Field

from registry.identity.revocations.orm import Revocation
from shared.messaging.events import Fact


class TokenRevoked(Fact):
    """One token, or those of one subject issued until now, must no longer be accepted.

    Of a subject every token, or with `organisation_id` only those that act for it.
    """

    type: ClassVar[str] = "avt.registry.token.revoked.v1"

    token_id: str | None = Field(default=None, description="The `jti` of the revoked token")
    subject: UUID | None = Field(
        default=None,
        description="The `sub` whose tokens issued before or at `revoked_at` are revoked",
    )
    organisation_id: UUID | None = Field(
        default=None,
        description="With `subject`: only its tokens whose `org` is this one; null: all of them",
    )
    revoked_at: datetime
    expires_at: datetime = Field(
        description="From then on every token meant here has expired; the entry can be forgotten"
    )


def fact_of(revocation: Revocation) -> TokenRevoked:
    """The revocation as others are told of it."""
    return TokenRevoked(
        id=revocation.id,
        version=1,
        token_id=revocation.token_id,
        subject=revocation.subject,
        organisation_id=revocation.organisation_id,
        revoked_at=revocation.revoked_at,
        expires_at=revocation.expires_at,
    )


EXAMPLES: Final = (
    TokenRevoked(
        id=UUID("0198c0de-0000-7000-8000-000000000004"),
        version=1,
        token_id=None,
        subject=UUID("0198c0de-0000-7000-8000-000000000003"),
        organisation_id=UUID("0198c0de-0000-7000-8000-000000000001"),
        revoked_at=datetime(2026, 9, 1, 12, 0, tzinfo=UTC),
        expires_at=datetime(2026, 9, 1, 12, 11, tzinfo=UTC),
    ),
)
"""One for each type that is announced here; the values are invented."""
