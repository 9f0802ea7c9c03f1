"""What the manager asked the applicant, and what the applicant put forward as evidence."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from registry.database import Base
from registry.vocabulary import CRITERIA
from shared.database import UtcDateTime
from shared.declaring import one_of
from shared.personal_data import free_text, not_personal, who_acted


class InformationRequest(Base):
    """A question of the manager to the applicant and its answer; all rounds are kept."""

    __tablename__ = "information_requests"
    __personal__ = (
        who_acted("asked_by"),
        who_acted("answered_by"),
        free_text("text", by="asked_by"),
        free_text("answer", by="answered_by"),
        not_personal("criteria", what="codes of criteria"),
    )
    __table_args__ = (
        UniqueConstraint("application_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("due_at > asked_at", name="due_later"),
        CheckConstraint("num_nulls(answer, answered_by, answered_at) IN (0, 3)", name="answered"),
        CheckConstraint("num_nulls(answered_at, taken_back_at) > 0", name="one_end"),
        # Two questions that are asked at once: one of them is refused.
        Index(
            "uq_information_requests_one_open",
            "application_id",
            unique=True,
            postgresql_where=text("answered_at IS NULL AND taken_back_at IS NULL"),
        ),
        Index(
            "ix_information_requests_due_at",
            "due_at",
            postgresql_where=text(
                "answered_at IS NULL AND taken_back_at IS NULL AND reminded_at IS NULL"
            ),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"))
    number: Mapped[int]
    criteria: Mapped[list[str]] = mapped_column(ARRAY(Text))
    text: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(Text)
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.answered_at is None and self.taken_back_at is None


class Evidence(Base):
    """What the applicant shows for a criterion: a link, with its SHA-256, or a small text."""

    __tablename__ = "evidence"
    __personal__ = (
        who_acted("added_by"),
        who_acted("withdrawn_by"),
        free_text("title", "link", "note", by="added_by"),
        not_personal("sha256", what="a checksum"),
    )
    __table_args__ = (
        one_of("criterion", CRITERIA),
        CheckConstraint("num_nonnulls(link, note) > 0", name="shows_something"),
        CheckConstraint("sha256 IS NULL OR link IS NOT NULL", name="sum_of_a_link"),
        CheckConstraint("num_nulls(withdrawn_by, withdrawn_at) IN (0, 2)", name="withdrawn"),
        Index("ix_evidence_application_id_id", "application_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"))
    criterion: Mapped[str] = mapped_column(String(30))
    title: Mapped[str] = mapped_column(String(200))
    link: Mapped[str | None] = mapped_column(String(500))
    sha256: Mapped[str | None] = mapped_column(String(64))
    note: Mapped[str | None] = mapped_column(Text)
    added_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
