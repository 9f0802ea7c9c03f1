"""An exclusion's shapes over HTTP."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from registry.exclusions.orm import HearingKind
from registry.schemas import Input, Moment, Output
from registry.vocabulary import AppealOutcome, ExclusionGround, ExclusionStatus
from shared.texts import Line, Paragraph


class ExclusionIn(Input):
    """Whom to exclude, and what for."""

    organisation_id: UUID
    ground: ExclusionGround
    facts: Paragraph = Field(description="What happened; the member answers to this")
    reviews: Annotated[list[UUID], Field(max_length=50)] = Field(
        default=[], description="Ids of the marketplace's reviews that show it"
    )


class MeetingRecordIn(Input):
    """What the member said when it was met."""

    text: Paragraph
    held_at: Moment


class ExclusionStatementIn(Input):
    """What the member says in writing, to the notice or in its appeal."""

    text: Paragraph


class ExclusionReasonIn(Input):
    """Why it is put to the vote, or taken back."""

    reason: Paragraph


class AppealDecisionIn(Input):
    """What the assembly decided on the appeal."""

    outcome: AppealOutcome = Field(description="`upheld`: the member stays")
    reference: Line = Field(description="The number of the decision, or of its minutes")
    decided_on: date


class HearingOut(Output):
    """What was heard, in a meeting or in writing."""

    id: UUID
    kind: HearingKind
    text: str
    held_at: datetime
    recorded_by: UUID


class ExclusionOut(Output):
    """An exclusion on record."""

    id: UUID
    version: int
    organisation_id: UUID
    status: ExclusionStatus
    ground: ExclusionGround
    facts: str
    reviews: list[UUID]
    opened_by: UUID
    opened_at: datetime
    hearing_until: datetime = Field(description="Before this the board does not vote")
    due_at: datetime | None = Field(description="When time takes the next step; null once over")
    decided_at: datetime | None
    vote_id: UUID | None
    appeal: str | None
    appealed_by: UUID | None
    appealed_at: datetime | None
    appeal_outcome: AppealOutcome | None
    assembly_reference: str | None
    assembly_on: date | None
    assembly_recorded_by: UUID | None
    in_force_since: datetime | None
    withdrawal_reason: str | None
    ended_at: datetime | None
    hearings: list[HearingOut]
