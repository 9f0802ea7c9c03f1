"""How people want to be mailed, what was mailed to them, and the dated figures for both."""

from datetime import datetime
from typing import get_args
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.database import Base
from registry.mail.composing import MailOutcome
from registry.notices.texts import Delivery
from shared.database import UtcDateTime
from shared.declaring import one_of
from shared.personal_data import not_personal, personal
from shared.texts import LANGUAGES


class NoticePolicy(Base):
    """How long notices are kept and how they are mailed, from `valid_from` until the next row's."""

    __tablename__ = "notice_policies"
    __table_args__ = (
        CheckConstraint("kept_days > 0 AND legal_kept_days >= kept_days", name="kept_for_a_time"),
        CheckConstraint("digest_hour BETWEEN 0 AND 23", name="digest_hour_of_a_day"),
        CheckConstraint("at_once_an_hour > 0 AND refusals_to_pause > 0", name="counts_positive"),
    )
    __personal__ = (not_personal("source", what="where a figure comes from"),)

    valid_from: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    kept_days: Mapped[int]
    legal_kept_days: Mapped[int]
    digest_hour: Mapped[int]
    at_once_an_hour: Mapped[int]
    refusals_to_pause: Mapped[int]
    source: Mapped[str] = mapped_column(Text)
    checked: Mapped[bool] = mapped_column(Boolean)


class NoticeSettings(Base):
    """In which language a person is told, and whether its address has stopped taking mails.

    `refused_address` is a keyed hash of the address that was refused so often in a row; a new
    one is another, and mails go on by themselves.
    """

    __tablename__ = "notice_settings"
    __table_args__ = (
        one_of("language", LANGUAGES),
        CheckConstraint("version > 0", name="version_positive"),
        CheckConstraint("refusals >= 0", name="refusals_counted"),
    )
    __personal__ = (
        personal(
            "account_id",
            "language",
            "paused_at",
            what="in which language a person is told, and since when mails to it are paused",
            why="it reads what it is told",
            basis="contract",
            kept_for="until the account is erased",
            on_erasure="deleted",
            of="account_id",
        ),
        personal(
            "refused_address",
            what="an address that the mail server refused, as a keyed hash",
            why="no mails are sent to an address that is dead",
            basis="legitimate_interest",
            kept_for="until the account is erased",
            on_erasure="deleted",
            of="account_id",
            exported=False,
        ),
    )

    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[int]
    language: Mapped[str] = mapped_column(String(2))
    refusals: Mapped[int]
    refused_address: Mapped[bytes | None] = mapped_column(LargeBinary)
    paused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class NoticePreference(Base):
    """How a person wants a family of notices mailed; without a row, as the family says."""

    __tablename__ = "notice_preferences"
    __table_args__ = (one_of("delivery", get_args(Delivery)),)
    __personal__ = (
        not_personal("family", what="a word of ours"),
        personal(
            "account_id",
            "delivery",
            what="how a person wants to be mailed",
            why="nobody is mailed what it does not want",
            basis="contract",
            kept_for="until the account is erased",
            on_erasure="deleted",
            of="account_id",
        ),
    )

    account_id: Mapped[UUID] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    family: Mapped[str] = mapped_column(String(63), primary_key=True)
    delivery: Mapped[str] = mapped_column(String(20))


class NoticeMail(Base):
    """A mail with one notice, or a day's: when it was posted, and what became of it, as a proof.

    Its id is the mail's. Times are the system clock's.
    """

    __tablename__ = "notice_mails"
    __table_args__ = (
        one_of("outcome", get_args(MailOutcome)),
        CheckConstraint("(outcome IS NULL) = (settled_at IS NULL)", name="settled_with_an_outcome"),
        Index("ix_notice_mails_account_id_posted_at", "account_id", "posted_at"),
        Index("ix_notice_mails_posted_at", "posted_at"),
    )
    __personal__ = (
        personal(
            "account_id",
            "posted_at",
            "settled_at",
            "outcome",
            what="that and when a person was mailed",
            why="it can be proved what was sent when",
            basis="legitimate_interest",
            kept_for="as long as the notice, or until the account is erased",
            on_erasure="deleted",
            of="account_id",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    digest: Mapped[bool] = mapped_column(Boolean)
    posted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int]
    outcome: Mapped[str | None] = mapped_column(String(20))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
