"""An application's shapes over HTTP."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StrictBool

from registry.schemas import Input, Moment, Output
from registry.vocabulary import AdmissionKind, ApplicationStatus, Criterion, Outcome
from shared.texts import Line, Paragraph


class ApplicationIn(Input):
    """An application, with a statement on each of the seven criteria."""

    organisation_id: UUID
    statements: dict[Criterion, Paragraph] = Field(
        examples=[{"field_related": "We make animated films", "good_standing": "No tax debts"}]
    )


class AssessmentIn(Input):
    """The manager's finding on a criterion."""

    criterion: Criterion
    met: StrictBool
    note: Paragraph


class WaiverIn(Input):
    """The board's reason to let an unmet criterion not stand in the way."""

    criterion: Criterion
    reason: Paragraph


class MeetingIn(Input):
    """The in-person meeting with the candidate."""

    held_at: Moment
    participants: Annotated[list[Line], Field(min_length=1, max_length=50)]
    notes: Paragraph


class DecisionIn(Input):
    """The board's decision."""

    outcome: Outcome
    reason: Paragraph


class AssessmentOut(Output):
    """A finding on record."""

    criterion: Criterion
    met: bool
    note: str
    assessed_by: UUID
    assessed_at: datetime


class WaiverOut(Output):
    """A waiver on record."""

    criterion: Criterion
    reason: str
    granted_by: UUID
    granted_at: datetime


class MeetingOut(Output):
    """The meeting on record."""

    held_at: datetime
    participants: list[str]
    notes: str
    recorded_by: UUID
    recorded_at: datetime


class DecisionOut(Output):
    """The decision on record; `decided_by` is null for a founding member."""

    outcome: Outcome
    reason: str
    decided_by: UUID | None
    decided_at: datetime


class ApplicationOut(Output):
    """An application with everything on record about it."""

    id: UUID
    version: int
    organisation_id: UUID
    kind: AdmissionKind
    status: ApplicationStatus
    statements: dict[str, str]
    submitted_by: UUID | None
    submitted_at: datetime
    assessments: list[AssessmentOut]
    waivers: list[WaiverOut]
    meeting: MeetingOut | None
    decision: DecisionOut | None
    unmet: list[Criterion] = Field(
        description="The criteria that still stand in the way of admission"
    )
