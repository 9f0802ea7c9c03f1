"""Accounts of people."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from registry.database import Base
from shared.database import UtcDateTime


class Account(Base):
    """A person. Without a password hash nobody can log in as it."""

    __tablename__ = "accounts"
    __table_args__ = (
        UniqueConstraint("email_key"),
        CheckConstraint("version > 0", name="version_positive"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    email: Mapped[str] = mapped_column(String(254))
    # Case does not make two addresses of one mailbox two accounts.
    email_key: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str | None] = mapped_column(String(255))
    # Whom a login acts for that names nobody; written by the person's own acts alone.
    chosen_organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
