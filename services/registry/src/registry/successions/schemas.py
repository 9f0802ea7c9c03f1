"""A succession's shapes over HTTP."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from registry.schemas import Email, Input, Output
from registry.vocabulary import SuccessionStatus
from shared.texts import Language, Paragraph


class SuccessionIn(Input):
    """Who is to administer an organisation, and how it is known that nobody does."""

    email: Email = Field(description="Accepted by an account with this very address alone")
    language: Language = "lv"
    reason: Paragraph = Field(description="Shown to the organisation's administrators")


class SuccessionOut(Output):
    """That another administrator of an organisation is looked for, and what became of it."""

    id: UUID
    version: int
    organisation_id: UUID
    status: SuccessionStatus
    reason: str
    email: str | None = Field(description="Forgotten when it has ended")
    opened_by: UUID
    opened_at: datetime
    waits_until: datetime = Field(description="Nobody is invited before")
    ends_at: datetime = Field(description="Then it lapses")
    ended_by: UUID | None
    ended_at: datetime | None
