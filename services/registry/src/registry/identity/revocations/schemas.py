"""A revocation's shapes over HTTP."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from registry.schemas import Input, Output, Storable

TokenId = Annotated[str, StringConstraints(min_length=1, max_length=64), Storable]


class RevocationIn(Input):
    """What to revoke: one token, or all that opens the platform to one subject."""

    token_id: TokenId | None = Field(default=None, description="The `jti` of a token")
    subject: UUID | None = Field(default=None, description="The `sub` of tokens")


class RevocationOut(Output):
    """A revocation that is in force until `expires_at`."""

    id: UUID
    token_id: str | None
    subject: UUID | None
    organisation_id: UUID | None = Field(
        description="Only those tokens of the subject that act for it; null: all of them"
    )
    revoked_at: datetime
    expires_at: datetime


class RevocationList(Output):
    """Every revocation in force."""

    items: list[RevocationOut]
