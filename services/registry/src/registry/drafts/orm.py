"""The table of drafts."""

from datetime import datetime
from typing import get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from registry.database import Base
from registry.vocabulary import Size
from shared.database import UtcDateTime
from shared.declaring import one_of
from shared.personal_data import free_text, who_acted


class ApplicationDraft(Base):
    """What an organisation has written of its application so far; one, and gone once submitted."""

    __tablename__ = "application_drafts"
    __personal__ = (who_acted("started_by"), free_text("statements", by="started_by"))
    __table_args__ = (
        CheckConstraint("version > 0", name="version_positive"),
        one_of("size", get_args(Size)),
        UniqueConstraint("organisation_id"),
        Index("ix_application_drafts_changed_at", "changed_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    statements: Mapped[dict[str, str]] = mapped_column(JSONB)
    size: Mapped[str | None] = mapped_column(String(10))
    started_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When its administrators were told, since the last change, that it is about to lapse."""
