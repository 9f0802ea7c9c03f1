"""Revocations."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.database import Base
from shared.database import UtcDateTime
from shared.personal_data import not_personal, personal


class Revocation(Base):
    """One token, or all tokens of one subject up to a moment; useless after `expires_at`.

    With an organisation only those tokens of the subject that act for it.
    """

    __tablename__ = "revocations"
    __personal__ = (
        personal(
            "token_id",
            "subject",
            what="whose tokens were ended",
            why="a token that was taken back is refused everywhere",
            basis="contract",
            kept_for="until the tokens would have expired",
            on_erasure="expires",
            exported=False,
        ),
        not_personal("organisation_id", what="ids of organisations"),
    )
    __table_args__ = (
        CheckConstraint("num_nonnulls(token_id, subject) = 1", name="one_target"),
        CheckConstraint(
            "organisation_id IS NULL OR subject IS NOT NULL", name="organisation_of_a_subject"
        ),
        CheckConstraint("expires_at > revoked_at", name="expires_later"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    token_id: Mapped[str | None] = mapped_column(String(64))
    subject: Mapped[UUID | None]
    organisation_id: Mapped[UUID | None]
    revoked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
