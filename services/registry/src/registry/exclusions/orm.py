"""The tables of exclusions and of what was heard; rows are never deleted."""

from datetime import date, datetime
from typing import Literal, get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from registry.database import Base
from registry.vocabulary import AppealOutcome, ExclusionGround, ExclusionStatus
from shared.database import UtcDateTime
from shared.declaring import one_of
from shared.personal_data import free_text, not_personal, who_acted

HearingKind = Literal["meeting", "statement"]
"""Met in person, or written by the member's own people."""


class Exclusion(Base):
    """An exclusion from its notice to its end. Times are the business clock's."""

    __tablename__ = "exclusions"
    __personal__ = (
        who_acted("opened_by"),
        who_acted("appealed_by"),
        who_acted("assembly_recorded_by"),
        free_text("facts", by="opened_by"),
        free_text("appeal", by="appealed_by"),
        free_text("withdrawal_reason", by="opened_by"),
        not_personal("reviews", what="ids of reviews"),
        not_personal("assembly_reference", what="the number of a decision"),
    )
    __table_args__ = (
        one_of("status", get_args(ExclusionStatus)),
        one_of("ground", get_args(ExclusionGround)),
        one_of("appeal_outcome", get_args(AppealOutcome)),
        CheckConstraint("version > 0", name="version_positive"),
        CheckConstraint("hearing_until > opened_at", name="time_to_be_heard"),
        CheckConstraint("decided_at >= hearing_until", name="decided_after_the_hearing"),
        CheckConstraint("(ended_at IS NULL) = (due_at IS NOT NULL)", name="time_ends_what_is_open"),
        CheckConstraint(
            "status NOT IN ('decided', 'appealed', 'in_force', 'annulled', 'ended')"
            " OR num_nulls(decided_at, vote_id) = 0",
            name="decided_by_a_vote",
        ),
        CheckConstraint(
            "num_nulls(appeal, appealed_by, appealed_at) IN (0, 3)", name="appeal_is_whole"
        ),
        CheckConstraint(
            "num_nulls(appeal_outcome, assembly_reference, assembly_on, assembly_recorded_by)"
            " IN (0, 4)",
            name="appeal_decision_is_whole",
        ),
        Index(
            "uq_exclusions_one_open",
            "organisation_id",
            unique=True,
            postgresql_where=text("status IN ('noticed', 'decided', 'appealed', 'in_force')"),
        ),
        CheckConstraint(
            "(status IN ('noticed', 'decided', 'appealed', 'in_force')) = (ended_at IS NULL)",
            name="ended_with_status",
        ),
        Index("ix_exclusions_due_at", "due_at", postgresql_where=text("due_at IS NOT NULL")),
        Index("ix_exclusions_organisation_id_id", "organisation_id", "id"),
        Index("ix_exclusions_status_id", "status", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    status: Mapped[str] = mapped_column(String(10))
    ground: Mapped[str] = mapped_column(String(30))
    facts: Mapped[str] = mapped_column(Text)
    reviews: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    opened_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    hearing_until: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When time takes the next step; empty once it is over."""
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    vote_id: Mapped[UUID | None] = mapped_column(ForeignKey("board_votes.id"))
    appeal: Mapped[str | None] = mapped_column(Text)
    appealed_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    appealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    appeal_outcome: Mapped[str | None] = mapped_column(String(10))
    assembly_reference: Mapped[str | None] = mapped_column(String(200))
    assembly_on: Mapped[date | None]
    assembly_recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    in_force_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawal_reason: Mapped[str | None] = mapped_column(Text)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Hearing(Base):
    """What a member said to an exclusion, in a meeting or in writing."""

    __tablename__ = "exclusion_hearings"
    __personal__ = (who_acted("recorded_by"), free_text("text", by="recorded_by"))
    __table_args__ = (
        one_of("kind", get_args(HearingKind)),
        Index("ix_exclusion_hearings_exclusion_id_id", "exclusion_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    exclusion_id: Mapped[UUID] = mapped_column(ForeignKey("exclusions.id"))
    kind: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    held_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
