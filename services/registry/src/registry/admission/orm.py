"""Applications and what was put on record about each: tables that only grow."""

from datetime import datetime
from typing import get_args
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from registry.database import Base
from registry.vocabulary import (
    CRITERIA,
    AdmissionKind,
    ApplicationStatus,
    ApplicationStep,
    Ending,
    Outcome,
    Size,
    Turn,
)
from shared.database import UtcDateTime
from shared.declaring import one_of
from shared.personal_data import free_text, not_personal, personal, who_acted


class Application(Base):
    """An organisation's request to become a member, or the record that it founded the cluster."""

    __tablename__ = "applications"
    __personal__ = (
        who_acted("submitted_by"),
        who_acted("review_started_by"),
        free_text("statements", by="submitted_by"),
        not_personal("dues_class", what="a code"),
    )
    __table_args__ = (
        CheckConstraint("version > 0", name="version_positive"),
        one_of("kind", get_args(AdmissionKind)),
        one_of("status", get_args(ApplicationStatus)),
        one_of("size", get_args(Size)),
        # Two applications of one organisation that arrive together: one of them is refused.
        Index(
            "uq_applications_one_pending",
            "organisation_id",
            unique=True,
            postgresql_where=text("status = 'submitted'"),
        ),
        one_of("open_step", get_args(ApplicationStep)),
        one_of("open_turn", get_args(Turn)),
        Index("ix_applications_organisation_id", "organisation_id"),
        Index(
            "ix_applications_open_turn_turn_since_id",
            "open_turn",
            "turn_since",
            "id",
            postgresql_where=text("status = 'submitted'"),
        ),
        Index(
            "ix_applications_turn_since_id",
            "turn_since",
            "id",
            postgresql_where=text("status = 'submitted'"),
        ),
        Index(
            "ix_applications_turn_until",
            "turn_until",
            postgresql_where=text("status = 'submitted'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    kind: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(10))
    statements: Mapped[dict[str, str]] = mapped_column(JSONB)
    size: Mapped[str | None] = mapped_column(String(10))
    dues_class: Mapped[str | None] = mapped_column(String(63))
    """What it pays once admitted; None where an older release took the application."""
    submitted_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    review_started_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    review_started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Of an application that has not ended; worked out anew by whoever does something to it.
    open_step: Mapped[str] = mapped_column(String(30), server_default="submitted")
    open_turn: Mapped[str] = mapped_column(String(10), server_default="manager")
    turn_since: Mapped[datetime] = mapped_column(UtcDateTime, server_default=func.now())
    turn_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def step(self) -> str:
        """Where it stands, told more finely than by `status`."""
        if self.status == "submitted":
            return self.open_step
        return "decided" if self.status in get_args(Outcome) else self.status

    @property
    def turn(self) -> str | None:
        """Who has to act; None once it has ended."""
        return self.open_turn if self.status == "submitted" else None

    @property
    def waits_since(self) -> datetime | None:
        """Since when; None once it has ended."""
        return self.turn_since if self.status == "submitted" else None


class Assessment(Base):
    """The manager's finding on one criterion; of several the last one counts, all are kept."""

    __tablename__ = "assessments"
    __personal__ = (
        who_acted("assessed_by"),
        free_text("note", by="assessed_by"),
    )
    __table_args__ = (
        one_of("criterion", CRITERIA),
        UniqueConstraint("application_id", "criterion", "number"),
        CheckConstraint("number > 0", name="number_positive"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"))
    criterion: Mapped[str] = mapped_column(String(30))
    number: Mapped[int]
    met: Mapped[bool]
    note: Mapped[str] = mapped_column(Text)
    assessed_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    assessed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Waiver(Base):
    """The board's decision to admit although one criterion was found unmet, and why.

    It excuses one assessment and no later one; one for an assessment. `assessment_id` is null
    only where an older release wrote it beside this one: such a waiver excuses nothing.
    `granted_by` put it to the vote `vote_id`; without one it granted the waiver alone.
    """

    __tablename__ = "waivers"
    __personal__ = (
        who_acted("granted_by"),
        free_text("reason", by="granted_by"),
    )
    __table_args__ = (
        one_of("criterion", CRITERIA),
        UniqueConstraint("assessment_id"),
        Index("ix_waivers_application_id", "application_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"))
    criterion: Mapped[str] = mapped_column(String(30))
    assessment_id: Mapped[UUID | None] = mapped_column(ForeignKey("assessments.id"))
    reason: Mapped[str] = mapped_column(Text)
    granted_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    vote_id: Mapped[UUID | None] = mapped_column(ForeignKey("board_votes.id"))


class Meeting(Base):
    """The in-person meeting with the candidate (klātienes tikšanās); the last record counts.

    `correction` says why a record takes the place of the one before; null for the first.
    """

    __tablename__ = "meetings"
    __personal__ = (
        personal(
            "participants",
            what="names of those who met",
            why="who met the candidate can be followed",
            basis="legitimate_interest",
            kept_for="as long as the application",
            on_erasure="kept",
        ),
        who_acted("recorded_by"),
        free_text("notes", "correction", by="recorded_by"),
    )
    __table_args__ = (
        UniqueConstraint("application_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"))
    number: Mapped[int]
    held_at: Mapped[datetime] = mapped_column(UtcDateTime)
    participants: Mapped[list[str]] = mapped_column(ARRAY(Text))
    notes: Mapped[str] = mapped_column(Text)
    correction: Mapped[str | None] = mapped_column(Text)
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MeetingInvitation(Base):
    """An invitation of the candidate to the in-person meeting, and whether it was missed."""

    __tablename__ = "meeting_invitations"
    __personal__ = (
        who_acted("invited_by"),
        free_text("place", by="invited_by"),
    )
    __table_args__ = (
        UniqueConstraint("application_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("missed_at >= meets_at", name="missed_after_its_time"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"))
    number: Mapped[int]
    meets_at: Mapped[datetime] = mapped_column(UtcDateTime)
    place: Mapped[str] = mapped_column(String(200))
    invited_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    invited_at: Mapped[datetime] = mapped_column(UtcDateTime)
    missed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ApplicationEnding(Base):
    """How an application ended without a decision; its key makes a second end impossible."""

    __tablename__ = "application_endings"
    __personal__ = (
        who_acted("ended_by"),
        free_text("reason", by="ended_by"),
    )
    __table_args__ = (one_of("kind", get_args(Ending)),)

    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(Text)
    ended_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    ended_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PrivateNote(Base):
    """What manager and board tell each other about a candidate, who never reads it."""

    __tablename__ = "private_notes"
    __personal__ = (
        who_acted("written_by"),
        free_text("text", by="written_by"),
    )
    __table_args__ = (Index("ix_private_notes_application_id_id", "application_id", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"))
    text: Mapped[str] = mapped_column(Text)
    written_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Decision(Base):
    """The board's decision; the primary key makes a second one impossible.

    `decided_by` is empty where the board voted, and for a founding member.
    """

    __tablename__ = "decisions"
    __personal__ = (
        who_acted("decided_by"),
        free_text("reason", by="decided_by"),
    )
    __table_args__ = (one_of("outcome", get_args(Outcome)),)

    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
    vote_id: Mapped[UUID | None] = mapped_column(ForeignKey("board_votes.id"))
