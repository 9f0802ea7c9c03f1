"""Applications and what was put on record about each: four tables that only grow."""

from datetime import datetime
from typing import get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from registry.database import Base
from registry.vocabulary import CRITERIA, AdmissionKind, ApplicationStatus, Outcome
from shared.database import UtcDateTime
from shared.declaring import one_of


class Application(Base):
    """An organisation's request to become a member, or the record that it founded the cluster."""

    __tablename__ = "applications"
    __table_args__ = (
        CheckConstraint("version > 0", name="version_positive"),
        one_of("kind", get_args(AdmissionKind)),
        one_of("status", get_args(ApplicationStatus)),
        # Two applications of one organisation that arrive together: one of them is refused.
        Index(
            "uq_applications_one_pending",
            "organisation_id",
            unique=True,
            postgresql_where=text("status = 'submitted'"),
        ),
        Index("ix_applications_organisation_id", "organisation_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    kind: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(10))
    statements: Mapped[dict[str, str]] = mapped_column(JSONB)
    submitted_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Assessment(Base):
    """The manager's finding on one criterion; the last one before the decision counts."""

    __tablename__ = "assessments"
    __table_args__ = (one_of("criterion", CRITERIA),)

    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"), primary_key=True)
    criterion: Mapped[str] = mapped_column(String(30), primary_key=True)
    met: Mapped[bool]
    note: Mapped[str] = mapped_column(Text)
    assessed_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    assessed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Waiver(Base):
    """The board's decision to admit although one criterion is unmet, and why."""

    __tablename__ = "waivers"
    __table_args__ = (one_of("criterion", CRITERIA),)

    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"), primary_key=True)
    criterion: Mapped[str] = mapped_column(String(30), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    granted_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Meeting(Base):
    """The in-person meeting with the candidate (klātienes tikšanās); one for an application."""

    __tablename__ = "meetings"

    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"), primary_key=True)
    held_at: Mapped[datetime] = mapped_column(UtcDateTime)
    participants: Mapped[list[str]] = mapped_column(ARRAY(Text))
    notes: Mapped[str] = mapped_column(Text)
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Decision(Base):
    """The board's decision; the primary key makes a second one impossible."""

    __tablename__ = "decisions"
    __table_args__ = (one_of("outcome", get_args(Outcome)),)

    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
