"""A closure's shapes over HTTP."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from registry.schemas import Input, Output
from registry.vocabulary import ClosureStatus
from shared.texts import Paragraph


class ClosureIn(Input):
    """Why an entry is to be closed."""

    reason: Paragraph = Field(description="Shown to those who were of the organisation")


class ReopeningIn(Input):
    """Why a closed entry is to be opened again."""

    reason: Paragraph


class ClosureOut(Output):
    """That an entry was closed, and whether it was opened again."""

    id: UUID
    version: int
    organisation_id: UUID
    into_id: UUID | None = Field(description="The entry that it was a duplicate of")
    status: ClosureStatus
    reason: str
    closed_by: UUID
    closed_at: datetime
    reopening_reason: str | None
    reopened_by: UUID | None
    reopened_at: datetime | None
