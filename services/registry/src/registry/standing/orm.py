"""The table of suspensions: a row is never deleted, so it is the history as well."""

from datetime import datetime
from typing import get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.database import Base
from registry.vocabulary import SuspensionStatus
from shared.database import UtcDateTime
from shared.declaring import one_of
from shared.personal_data import free_text, who_acted


class Suspension(Base):
    """A member's suspension, from its proposal to its end."""

    __tablename__ = "suspensions"
    __personal__ = (
        free_text("reason", "lifting_reason"),
        who_acted("proposed_by"),
        who_acted("confirmed_by"),
        who_acted("lifting_proposed_by"),
        who_acted("lifted_by"),
    )
    __table_args__ = (
        one_of("status", get_args(SuspensionStatus)),
        CheckConstraint("version > 0", name="version_positive"),
        CheckConstraint("ends_at > begins_at", name="ends_after_it_begins"),
        CheckConstraint("confirmed_by <> proposed_by", name="two_members_suspend"),
        CheckConstraint("lifted_by <> lifting_proposed_by", name="two_members_lift"),
        Index(
            "uq_suspensions_one_open",
            "organisation_id",
            unique=True,
            postgresql_where=text("status IN ('proposed', 'confirmed', 'in_force')"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    status: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    begins_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lifting_reason: Mapped[str | None] = mapped_column(Text)
    lifting_proposed_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    lifted_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
