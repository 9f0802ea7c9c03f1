"""A revocation's shapes over HTTP."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from registry.schemas import Output


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


class RevocationsOut(Output):
    """Every revocation in force."""

    items: list[RevocationOut]
