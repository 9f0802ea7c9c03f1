"""The table of requests to leave, as the registry told of them, and of what we answered."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.base import Base
from shared.database import UtcDateTime
from shared.personal_data import not_personal


class Leaving(Base):
    """One request to leave the cluster at the latest version that has arrived here.

    `organisation_version` is the state of the organisation since which it takes on nothing new:
    before that one is here, an answer would say nothing about tomorrow. `stated` is the last
    answer, `stated_version` its number.
    """

    __tablename__ = "leavings"
    __personal__ = (
        not_personal(
            "organisation_id", "status", "stated", what="ids of organisations and matters"
        ),
    )
    __table_args__ = (
        CheckConstraint("(stated IS NULL) = (stated_version = 0)", name="stated_is_counted"),
        Index("ix_leavings_requested", "id", postgresql_where=text("status = 'requested'")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    organisation_id: Mapped[UUID]
    organisation_version: Mapped[int]
    status: Mapped[str]
    stated_version: Mapped[int] = mapped_column(default=0)
    stated: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    stated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
