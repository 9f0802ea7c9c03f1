"""The table of closures: a row is never deleted, so it is the history as well."""

from datetime import datetime
from typing import get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.database import Base
from registry.vocabulary import ClosureStatus
from shared.database import UtcDateTime
from shared.declaring import one_of
from shared.personal_data import free_text, who_acted


class Closure(Base):
    """That an entry was closed, as a duplicate of another or not, until it is reopened."""

    __tablename__ = "closures"
    __personal__ = (
        free_text("reason", "reopening_reason"),
        who_acted("closed_by"),
        who_acted("reopened_by"),
    )
    __table_args__ = (
        one_of("status", get_args(ClosureStatus)),
        CheckConstraint("version > 0", name="version_positive"),
        CheckConstraint("into_id <> organisation_id", name="into_another"),
        CheckConstraint(
            "(status = 'reopened') = (reopened_at IS NOT NULL)", name="reopened_with_status"
        ),
        CheckConstraint(
            "(reopened_at IS NULL) = (reopening_reason IS NULL)", name="reopened_for_a_reason"
        ),
        # Two that close one entry at once: the second finds it closed.
        Index(
            "uq_closures_one_in_force",
            "organisation_id",
            unique=True,
            postgresql_where=text("status = 'closed'"),
        ),
        Index("ix_closures_organisation_id_id", "organisation_id", "id"),
        Index("ix_closures_status_id", "status", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    into_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    status: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    closed_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    closed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reopening_reason: Mapped[str | None] = mapped_column(Text)
    reopened_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    reopened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
