"""Notices, and whose inbox each of them lies in."""

from datetime import datetime
from typing import get_args
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from registry.database import Base
from registry.notices.rules import PRODUCERS, Reached
from registry.notices.texts import Delivery
from shared.database import UtcDateTime
from shared.declaring import one_of
from shared.personal_data import not_personal, personal, who_acted


class Notice(Base):
    """What an organisation was to be told, once, however many of its people hear it.

    `organisation_id` may be one that the registry does not know: then the manager has it.
    `generic`: no text fits it, by a template or values that this release does not know.
    `spread_after`: the last person whom it came to, while there are more.
    """

    __tablename__ = "notices"
    __table_args__ = (
        one_of("producer", PRODUCERS),
        one_of("reached", get_args(Reached)),
        CheckConstraint("version > 0", name="version_positive"),
        Index("ix_notices_raised_at", "raised_at"),
        Index("ix_notices_organisation_id_id", "organisation_id", "id"),
        Index("ix_notices_spreading", "id", postgresql_where=text("spread_after IS NOT NULL")),
        Index(
            "ix_notices_unplaced",
            "id",
            postgresql_where=text("(reached = 'manager' OR generic) AND handled_at IS NULL"),
        ),
    )

    __personal__ = (
        not_personal("producer", "role", "template", "family", "reached", what="words of ours"),
        not_personal("organisation_id", what="an organisation"),
        personal(
            "values",
            what="titles and numbers that an organisation wrote; they may name people",
            why="a notice says what it is about",
            basis="contract",
            kept_for="as long as the notice",
            on_erasure="expires",
            exported=False,
        ),
        not_personal("link", what="a path of an API"),
        personal(
            "spread_after",
            what="the last of its people to whom a notice came, while there are more",
            why="a notice to very many goes on where it stopped",
            basis="contract",
            kept_for="for minutes",
            on_erasure="expires",
            of="spread_after",
            exported=False,
        ),
        who_acted("handled_by"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    producer: Mapped[str] = mapped_column(String(20))
    organisation_id: Mapped[UUID]
    role: Mapped[str] = mapped_column(String(40))
    template: Mapped[str] = mapped_column(String(63))
    family: Mapped[str] = mapped_column(String(63))
    values: Mapped[dict[str, str]] = mapped_column(JSONB)
    link: Mapped[str | None] = mapped_column(String(300))
    generic: Mapped[bool] = mapped_column(Boolean)
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reached: Mapped[str] = mapped_column(String(20))
    spread_after: Mapped[UUID | None]
    handled_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    handled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class InboxEntry(Base):
    """A notice in one person's inbox; it goes with the person, and when its time is over."""

    __tablename__ = "inbox_entries"
    __table_args__ = (
        UniqueConstraint("notice_id", "account_id"),
        one_of("delivery", get_args(Delivery)),
        Index("ix_inbox_entries_account_id_unread_id", "account_id", "unread", "id"),
        Index("ix_inbox_entries_mail_id", "mail_id"),
        Index(
            "ix_inbox_entries_waiting",
            "account_id",
            postgresql_where=text("delivery = 'daily' AND mail_id IS NULL"),
        ),
    )

    __personal__ = (
        not_personal("notice_id", what="a notice"),
        personal(
            "account_id",
            "received_at",
            "read_at",
            "delivery",
            what="what a person was told and how, and when it read that",
            why="people hear of what concerns their organisation",
            basis="contract",
            kept_for="as long as the notice, or until the account is erased",
            on_erasure="deleted",
            of="account_id",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notices.id", ondelete="CASCADE"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    unread: Mapped[bool] = mapped_column(Boolean)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # As its reader wanted when it came; a release that mails nothing leaves it at never.
    delivery: Mapped[str] = mapped_column(String(20), server_default=text("'never'"))
    mail_id: Mapped[UUID | None] = mapped_column(ForeignKey("notice_mails.id", ondelete="SET NULL"))
