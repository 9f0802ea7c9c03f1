"""A draft's shapes over HTTP."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from registry.schemas import Input, Output
from registry.vocabulary import Criterion, Size
from shared.texts import Paragraph


class DraftIn(Input):
    """What is written so far of an application."""

    organisation_id: UUID
    statements: dict[Criterion, Paragraph] = Field(default={}, description="By criterion")
    size: Size | None = None


class DraftChanges(Input):
    """What to change in a draft; what is not named stays."""

    statements: dict[Criterion, Paragraph | None] = Field(
        default={}, description="By criterion; null takes it out"
    )
    size: Size | None = None

    def changes(self) -> dict[str, Any]:
        """What is named."""
        return self.model_dump(exclude_unset=True)


class DraftOut(Output):
    """What is written so far of an application; seen by its organisation's administrators alone."""

    id: UUID
    version: int
    organisation_id: UUID
    statements: dict[str, str]
    size: Size | None
    started_by: UUID
    started_at: datetime
    changed_at: datetime
