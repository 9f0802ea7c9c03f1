"""The table of declared competences."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from registry.database import Base
from shared.database import UtcDateTime
from shared.declaring import one_of
from shared.personal_data import not_personal


class Competence(Base):
    """What an organisation says that it can do; a withdrawn one stays for the record."""

    __tablename__ = "competences"
    __personal__ = (
        not_personal(
            "stage", "role", "title", "description", "languages", what="what an organisation can do"
        ),
    )
    __table_args__ = (
        CheckConstraint("version > 0", name="version_positive"),
        one_of("status", ("declared", "withdrawn")),
        CheckConstraint(
            "(status = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn_at_with_status"
        ),
        Index("ix_competences_organisation_id_id", "organisation_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    stage: Mapped[str] = mapped_column(String(63))
    role: Mapped[str] = mapped_column(String(63))
    title: Mapped[dict[str, str]] = mapped_column(JSONB)
    description: Mapped[dict[str, str]] = mapped_column(JSONB)
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text))
    status: Mapped[str] = mapped_column(String(10))
    declared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
