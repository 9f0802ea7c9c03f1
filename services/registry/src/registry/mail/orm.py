"""Mails that wait to be sent, and how many an address was sent lately."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.database import Base
from shared.database import UtcDateTime
from shared.personal_data import not_personal, personal


class OutgoingMail(Base):
    """A mail until it is sent: to whom, in which language and with what is sealed in one piece.

    It holds tokens, so whoever reads the database must not be able to read it. Empty where a
    composer writes the mail when it is sent. Deleted once sent.
    """

    __tablename__ = "outgoing_mails"
    __personal__ = (
        not_personal("kind", what="the name of a template"),
        personal(
            "sealed",
            what="a mail that waits, with its address, sealed",
            why="a mail is sent although the mail server is away",
            basis="contract",
            kept_for="until it is sent, at most until it expires",
            on_erasure="expires",
            exported=False,
        ),
    )
    __table_args__ = (CheckConstraint("attempts >= 0", name="attempts_counted"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    attempts: Mapped[int]


class PostedMail(Base):
    """That a mail of some kind was posted to some address, for an hour; by a keyed hash."""

    __tablename__ = "posted_mails"
    __personal__ = (
        personal(
            "address_hash",
            what="an address that was written to, as a keyed hash",
            why="nobody is flooded with mails",
            basis="legitimate_interest",
            kept_for="an hour",
            on_erasure="expires",
            exported=False,
        ),
    )
    __table_args__ = (Index("ix_posted_mails_address_hash_posted_at", "address_hash", "posted_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    address_hash: Mapped[bytes] = mapped_column(LargeBinary)
    posted_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
