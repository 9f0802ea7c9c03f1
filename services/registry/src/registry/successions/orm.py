"""The table of successions: a row is never deleted, so it is the history as well."""

from datetime import datetime
from typing import get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.database import Base
from registry.vocabulary import SuccessionStatus
from shared.database import UtcDateTime
from shared.declaring import one_of
from shared.personal_data import free_text, not_personal, personal, who_acted


class Succession(Base):
    """That the manager looks for another administrator of an organisation, until somebody ends it.

    `waits_until`: until then nobody is invited; `ends_at`: then it lapses. The invitation itself
    is forgotten before this row is.
    """

    __tablename__ = "successions"
    __personal__ = (
        free_text("reason"),
        personal(
            "email",
            "language",
            what="where and in which language to write to who is to administer an organisation",
            why="an organisation whose administrators have vanished gets another",
            basis="legitimate_interest",
            kept_for="until the succession has ended",
            on_erasure="deleted",
            exported=False,
        ),
        who_acted("opened_by"),
        who_acted("ended_by"),
        not_personal("invitation_id", what="the id of an invitation"),
    )
    __table_args__ = (
        one_of("status", get_args(SuccessionStatus)),
        one_of("language", ("lv", "en", "lt", "et")),
        CheckConstraint("version > 0", name="version_positive"),
        CheckConstraint("waits_until >= opened_at AND ends_at > waits_until", name="in_order"),
        CheckConstraint(
            "(status IN ('waiting', 'invited')) = (ended_at IS NULL)", name="ended_with_status"
        ),
        CheckConstraint("(email IS NULL) = (ended_at IS NOT NULL)", name="email_forgotten"),
        CheckConstraint("status <> 'invited' OR invitation_id IS NOT NULL", name="invited_by_one"),
        # Two that open one at once: the second finds one under way.
        Index(
            "uq_successions_one_living",
            "organisation_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_successions_ends_at", "ends_at", postgresql_where=text("ended_at IS NULL")),
        Index("ix_successions_organisation_id_id", "organisation_id", "id"),
        Index("ix_successions_status_id", "status", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    status: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(2))
    opened_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    waits_until: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    invitation_id: Mapped[UUID | None]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
