"""The tables of what an admission gives: the counter of members, and who set which dues class."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from registry.database import Base
from shared.database import UtcDateTime
from shared.personal_data import free_text, not_personal, who_acted


class MemberCounter(Base):
    """The last member number that was given: one row."""

    __tablename__ = "member_counter"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("last >= 0", name="last_counts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class DuesClassChoice(Base):
    """That the manager set another class of dues than the table's, and why; the last one counts."""

    __tablename__ = "dues_class_choices"
    __personal__ = (
        who_acted("set_by"),
        free_text("reason", by="set_by"),
        not_personal("dues_class", what="a code"),
    )
    __table_args__ = (
        UniqueConstraint("application_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    application_id: Mapped[UUID] = mapped_column(ForeignKey("applications.id"))
    number: Mapped[int]
    dues_class: Mapped[str] = mapped_column(String(63))
    reason: Mapped[str] = mapped_column(Text)
    set_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)
