"""Offices, terms and officers over HTTP."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from registry.offices.rules import DecisionKind, EndReason, TermStatus
from registry.schemas import Email, Input, Moment, Output
from registry.vocabulary import ClusterOffice
from shared.texts import Language, Line, Paragraph


class OfficeDecisionIn(Input):
    """The decision that a term, or its end, rests on."""

    reference: Line = Field(examples=["Minutes 2026/4, item 3"])
    decided_on: date


class OfficeTermIn(Input):
    """An office for the person behind an address; it has nothing before it accepts."""

    office: ClusterOffice
    area: Line | None = Field(
        default=None, description="Of a seat of the board; of a coordinator one of three codes"
    )
    email: Email
    language: Language = Field(default="lv", description="Of the mail")
    begins_at: Moment | None = Field(default=None, description="Without it: when it is accepted")
    ends_at: Moment | None = Field(default=None, description="Without it: as the policy says")
    decision: OfficeDecisionIn


class OfficeConfirmationIn(Input):
    """The language of the mail with the offer."""

    language: Language = "lv"


class OfficeAcceptanceIn(Input):
    """Accepting says that one's name becomes public beside the office."""

    publish_name: Literal[True]


class OfficeTermChanges(Input):
    """Another area of responsibility on the board."""

    area: Line


class ResignationIn(Input):
    """Why, if one wants to say so."""

    note: Paragraph | None = None


class RecallIn(Input):
    """The decision to recall, and why."""

    decision: OfficeDecisionIn
    reason: Paragraph


class NamedPersonOut(Output):
    """Who stands behind an id of this answer, and its offices in the cluster up to now."""

    id: UUID
    name: str
    offices: list[ClusterOffice]


class OfficeTermOut(Output):
    """A term of office with all that was decided about it."""

    id: UUID
    version: int
    office: ClusterOffice
    area: str | None
    status: TermStatus
    seat: int | None
    email: str | None = Field(description="Where the offer went, until it is answered")
    account_id: UUID | None = Field(description="Who has accepted it")
    name_public: bool
    decision_kind: DecisionKind
    decision_reference: str
    decided_on: date
    recorded_by: UUID | None
    recorded_at: datetime
    confirmed_by: UUID | None
    confirmed_at: datetime | None
    lapses_at: datetime | None = Field(description="Until when it can be accepted, or must begin")
    accepted_at: datetime | None
    begins_at: datetime | None
    began_at: datetime | None
    ends_at: datetime | None = Field(
        description="Past it the term goes on only until a successor accepts"
    )
    ended_at: datetime | None
    ended_because: EndReason | None
    ended_by: UUID | None
    end_note: str | None
    recall_reference: str | None
    recall_decided_on: date | None
    recall_reason: str | None
    recall_recorded_by: UUID | None
    recall_recorded_at: datetime | None
    people: list[NamedPersonOut] = Field(
        default=[], description="The names behind the ids of this term"
    )


class OfficerOut(Output):
    """Somebody in office now, as everybody may know it."""

    office: ClusterOffice
    area: str | None
    name: str | None = Field(description="Null until the person lets its name be shown")
    since: datetime
    until: datetime | None = Field(
        description="When past, it stays in office until a successor accepts"
    )


class OfficePolicyOut(Output):
    """How an office is held: its figures in force, and where they come from."""

    office: ClusterOffice
    valid_from: datetime
    seats_min: int
    seats: int
    taken: int
    term_months: int | None = Field(description="Null: until it is ended")
    acceptance_days: int
    caretaker_days: int = Field(
        description="So long at most a term goes on after its end without a successor"
    )
    not_with: list[ClusterOffice] = Field(description="What the same person may not be at once")
    source: str
    checked: bool = Field(description="Whether the cluster has checked these figures")


class OfficePoliciesOut(Output):
    """The offices of the cluster."""

    items: list[OfficePolicyOut]
