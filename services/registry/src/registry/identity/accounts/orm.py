"""Accounts of people."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.database import Base
from shared.database import UtcDateTime
from shared.personal_data import not_personal, personal


class Account(Base):
    """A person. Without a password hash nobody can log in as it."""

    __tablename__ = "accounts"
    __personal__ = (
        personal(
            "email",
            "name",
            what="address and name",
            why="to log in, to be written to, and to be known to those one works with",
            basis="contract",
            kept_for="until the account is erased",
            on_erasure="emptied",
            of="id",
        ),
        personal(
            "email_key",
            "password_hash",
            what="the address for comparing, and a hash of the password",
            why="to log in",
            basis="contract",
            kept_for="until the account is erased",
            on_erasure="emptied",
            of="id",
            exported=False,
        ),
        not_personal("chosen_organisation_id", what="ids of organisations"),
    )
    __table_args__ = (
        UniqueConstraint("email_key"),
        CheckConstraint("version > 0", name="version_positive"),
        # Of an erased person nothing is left to log in with, or to be called by.
        CheckConstraint(
            "erased_at IS NULL OR (password_hash IS NULL AND erase_at IS NULL"
            " AND email = 'erased:' || id)",
            name="erased_whole",
        ),
        Index("ix_accounts_erase_at", "erase_at", postgresql_where=text("erase_at IS NOT NULL")),
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
    # When its own data was given to it last.
    exported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # When it is erased unless its person logs in, and when it was; the business clock's.
    erase_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
