"""An application's shapes over HTTP."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AliasPath, Field, StrictBool, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from registry.offices.schemas import NamedPersonOut
from registry.schemas import Input, Moment, Output
from registry.vocabulary import (
    CRITERIA,
    AdmissionKind,
    ApplicationStatus,
    ApplicationStep,
    Criterion,
    Ending,
    Outcome,
    Proposal,
    Size,
    Turn,
)
from shared.texts import Code, Line, Paragraph, Unique

ShortText = Annotated[Paragraph, Field(max_length=2000)]
SecureLink = Annotated[
    str,
    StringConstraints(max_length=500, pattern=r"^https://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[!-~]*)?$"),
]
Checksum = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class StatementsIn(Input):
    """What the applicant says about each criterion; a test holds the fields to `CRITERIA`.

    Seven required fields, so that one refusal names all that are missing.
    """

    field_related: Paragraph = Field(examples=["We make animated films"])
    delegates_representative: Paragraph = Field(examples=["Our producer will represent us"])
    states_benefits: Paragraph = Field(examples=["We expect orders from abroad"])
    can_cofinance: Paragraph = Field(examples=["We can carry our part of a project"])
    joins_pilot_project: Paragraph = Field(examples=["We take part in the pilot series"])
    technological_capacity: Paragraph = Field(examples=["We have two editing suites"])
    good_standing: Paragraph = Field(examples=["No tax debts"])

    def by_criterion(self) -> dict[Criterion, str]:
        """The same as the use case takes it."""
        return {criterion: getattr(self, criterion) for criterion in CRITERIA}


class ApplicationIn(Input):
    """An application, with a statement on each of the seven criteria."""

    organisation_id: UUID
    statements: StatementsIn
    size: Size | None = Field(
        default=None, description="By Commission Recommendation 2003/361/EC; for the class of dues"
    )


class AssessmentIn(Input):
    """The manager's finding on a criterion."""

    criterion: Criterion
    met: StrictBool
    note: Paragraph


class DuesClassIn(Input):
    """Another class of dues than sector and size give, and why."""

    dues_class: Code
    reason: Paragraph


class DuesClassChoiceOut(Output):
    """A class of dues that the manager set."""

    number: int
    dues_class: str
    reason: str
    set_by: UUID
    set_at: datetime


class MeetingIn(Input):
    """The in-person meeting with the candidate."""

    held_at: Moment
    participants: Annotated[list[Line], Field(min_length=1, max_length=50)]
    notes: Paragraph


class MeetingCorrectionIn(MeetingIn):
    """What the record of the meeting should have said, and why it did not."""

    correction: Paragraph


class MeetingInvitationIn(Input):
    """When and where the candidate is to be met."""

    meets_at: Moment
    place: Line


class WithdrawalIn(Input):
    """Why the candidate withdraws, if it wants to say so."""

    reason: Paragraph | None = None


class ConflictIn(Input):
    """Why one is not impartial; read by manager and board alone."""

    reason: Paragraph


class ConflictOut(Output):
    """Who declared itself not to be impartial, and why."""

    declared_by: UUID
    reason: str
    declared_at: datetime


class NoteIn(Input):
    """What manager and board should know, and the candidate should not."""

    text: Paragraph


class NoteOut(Output):
    """A private note; it is never changed."""

    id: UUID
    text: str
    written_by: UUID
    written_at: datetime


class ClosingIn(Input):
    """Why the manager closes the application of a candidate that does not come."""

    reason: Paragraph


class ProposalIn(Input):
    """What the board is to vote on; a waiver names the criterion that it excuses."""

    proposal: Proposal
    criterion: Criterion | None = None
    reason: Paragraph


class AssessmentOut(Output):
    """A finding on record; `number` counts those on one criterion."""

    id: UUID
    number: int
    criterion: Criterion
    met: bool
    note: str
    assessed_by: UUID
    assessed_at: datetime


class WaiverOut(Output):
    """A waiver on record; it excuses this assessment and no later one.

    `granted_by` put it to the board's vote `vote_id`; without one it granted the waiver alone.
    """

    assessment_id: UUID | None
    criterion: Criterion
    reason: str
    granted_by: UUID
    granted_at: datetime
    vote_id: UUID | None


class MeetingOut(Output):
    """A record of the meeting; `correction` says why it replaces the one before it."""

    number: int
    correction: str | None
    held_at: datetime
    participants: list[str]
    notes: str
    recorded_by: UUID
    recorded_at: datetime


class MeetingInvitationOut(Output):
    """An invitation to the meeting; `missed_at` is null unless the candidate did not come."""

    id: UUID
    number: int
    meets_at: datetime
    place: str
    invited_by: UUID
    invited_at: datetime
    missed_at: datetime | None


class ReviewRequestIn(Input):
    """What the manager wants to know, of which criteria, and until when."""

    criteria: Annotated[list[Criterion], Field(min_length=1, max_length=len(CRITERIA)), Unique]
    text: Paragraph
    due_at: Moment


class AnswerIn(Input):
    """What the applicant answers."""

    answer: Paragraph


class InformationRequestOut(Output):
    """A question of the manager on record, with its answer."""

    id: UUID
    number: int
    criteria: list[Criterion]
    text: str
    due_at: datetime
    asked_by: UUID
    asked_at: datetime
    reminded_at: datetime | None
    answer: str | None
    answered_by: UUID | None
    answered_at: datetime | None
    taken_back_at: datetime | None


class EvidenceIn(Input):
    """What shows that a criterion is met: a link, a text, or both."""

    criterion: Criterion
    title: Line
    link: SecureLink | None = None
    sha256: Checksum | None = Field(
        default=None, description="Of what lies there, in lower-case hexadecimal digits"
    )
    note: ShortText | None = None

    @model_validator(mode="after")
    def _shows_something(self) -> Self:
        if self.link is None and self.note is None:
            raise PydanticCustomError("nothing_shown", "A link or a note is needed")
        if self.sha256 is not None and self.link is None:
            raise PydanticCustomError("sum_of_nothing", "A checksum is that of a link")
        return self


class EvidenceOut(Output):
    """What an applicant shows for a criterion; withdrawn, it stays on record."""

    id: UUID
    criterion: Criterion
    title: str
    link: str | None
    sha256: str | None
    note: str | None
    added_by: UUID
    added_at: datetime
    withdrawn_by: UUID | None
    withdrawn_at: datetime | None


class ApplicationSummaryOut(Output):
    """An application as lists show it; `GET applications/{id}` shows all that is on record."""

    id: UUID
    version: int
    organisation_id: UUID
    kind: AdmissionKind
    status: ApplicationStatus
    step: ApplicationStep
    turn: Turn | None
    waits_since: datetime | None
    submitted_by: UUID | None
    submitted_at: datetime


class EndingOut(Output):
    """How the application ended without a decision of the board."""

    kind: Ending
    reason: str | None
    ended_by: UUID
    ended_at: datetime


class DecisionOut(Output):
    """The decision on record, by the board's vote `vote_id`.

    `decided_by`: the member of the board that decided alone, as members once could; else null.
    """

    outcome: Outcome
    reason: str
    decided_by: UUID | None
    decided_at: datetime
    vote_id: UUID | None


def _application(field: str) -> AliasPath:
    return AliasPath("application", field)


class ApplicationOut(Output):
    """An application with everything on record about it."""

    id: UUID = Field(validation_alias=_application("id"))
    version: int = Field(validation_alias=_application("version"))
    organisation_id: UUID = Field(validation_alias=_application("organisation_id"))
    kind: AdmissionKind = Field(validation_alias=_application("kind"))
    status: ApplicationStatus = Field(validation_alias=_application("status"))
    step: ApplicationStep = Field(
        validation_alias=_application("step"), description="More finely than `status`"
    )
    turn: Turn | None = Field(
        validation_alias=_application("turn"),
        description="Who has to act; `candidate`: come to the meeting. Null once it has ended",
    )
    waits_since: datetime | None = Field(
        validation_alias=_application("waits_since"), description="Since when it is that turn"
    )
    information_requests: list[InformationRequestOut] = Field(description="The oldest first")
    statements: dict[str, str] = Field(validation_alias=_application("statements"))
    size: Size | None = Field(validation_alias=_application("size"))
    dues_class: str | None = Field(
        validation_alias=_application("dues_class"),
        description="What class of dues it pays once admitted; null: that of its sector",
    )
    dues_class_choices: list[DuesClassChoiceOut] = Field(
        description="Those that the manager set, the oldest first; the last counts"
    )
    submitted_by: UUID | None = Field(validation_alias=_application("submitted_by"))
    submitted_at: datetime = Field(validation_alias=_application("submitted_at"))
    assessments: list[AssessmentOut] = Field(description="Of each criterion the last, which counts")
    assessment_history: list[AssessmentOut] = Field(description="All of them, the oldest first")
    waivers: list[WaiverOut] = Field(description="Those that excuse a finding that counts")
    waiver_history: list[WaiverOut] = Field(description="All of them, the oldest first")
    meeting: MeetingOut | None = Field(description="As it was recorded last")
    meeting_history: list[MeetingOut] = Field(description="All records of it, the oldest first")
    meeting_invitations: list[MeetingInvitationOut]
    ending: EndingOut | None
    decision: DecisionOut | None
    unmet: list[Criterion] = Field(
        description="The criteria that still stand in the way of admission"
    )
    people: list[NamedPersonOut] = Field(default=[], description="Who stands behind the ids")
