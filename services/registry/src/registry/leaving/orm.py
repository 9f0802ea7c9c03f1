"""The tables of requests to leave, and of what the services have stated of each."""

from datetime import date, datetime
from typing import Any, Final, Literal, get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from registry.database import Base
from registry.leaving.rules import SERVICES
from shared.database import UtcDateTime
from shared.declaring import one_of
from shared.personal_data import free_text, not_personal, who_acted

LeavingStatus = Literal["requested", "completed", "cancelled"]
"""Where a request to leave stands."""

ONE_OPEN: Final = "uq_leaving_requests_one_open"


class LeavingRequest(Base):
    """A member's wish to leave; a row is never deleted, so it is the history as well.

    `organisation_version` is the state of the organisation from which on it takes on nothing new.
    `ended_by` is empty where nobody cancelled it: it was completed, or the membership ended.
    """

    __tablename__ = "leaving_requests"
    __personal__ = (
        who_acted("requested_by"),
        who_acted("ended_by"),
        free_text("reason", by="requested_by"),
    )
    __table_args__ = (
        one_of("status", get_args(LeavingStatus)),
        CheckConstraint("version > 0", name="version_positive"),
        CheckConstraint("(status = 'requested') = (ended_at IS NULL)", name="ended_at_known"),
        Index(
            ONE_OPEN,
            "organisation_id",
            unique=True,
            postgresql_where=text("status = 'requested'"),
        ),
        Index("ix_leaving_requests_organisation_id_id", "organisation_id", "id"),
        Index("ix_leaving_requests_status_id", "status", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    organisation_version: Mapped[int]
    status: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(Text)
    wished_on: Mapped[date | None] = mapped_column(Date)
    requested_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LeavingAnswer(Base):
    """The last that a service has stated of a request; `version` is the service's count."""

    __tablename__ = "leaving_answers"
    __personal__ = (not_personal("open", what="ids of orders, tenders and invoices"),)
    __table_args__ = (
        one_of("service", SERVICES),
        CheckConstraint("open_count >= 0", name="open_count_not_negative"),
    )

    request_id: Mapped[UUID] = mapped_column(ForeignKey("leaving_requests.id"), primary_key=True)
    service: Mapped[str] = mapped_column(String(20), primary_key=True)
    version: Mapped[int]
    open: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    open_count: Mapped[int]
    sealed_bids: Mapped[bool]
    orders_completed: Mapped[int]
    stated_at: Mapped[datetime] = mapped_column(UtcDateTime)
