"""Tables of requests to leave, as the registry told of them, and of credits paid out."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Date, Index, Integer, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from billing.database import Base
from shared.database import UtcDateTime
from shared.personal_data import not_personal, personal, who_acted


class Leaving(Base):
    """One request to leave the cluster at the latest version that has arrived here.

    `organisation_version` is the state of the organisation since which it takes on nothing new:
    before that one is here nothing is answered. `stated` is the last answer, `stated_version` its
    number.
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
    version: Mapped[int] = mapped_column(Integer)
    organisation_id: Mapped[UUID]
    organisation_version: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(String(20))
    stated_version: Mapped[int] = mapped_column(Integer)
    stated: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    stated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CreditPayout(Base):
    """Money that the cluster sent to a provider for its credit, EUR cents; never changed."""

    __tablename__ = "credit_payouts"
    __personal__ = (
        who_acted("recorded_by"),
        personal(
            "reference",
            what="the bank's reference of a payout; whoever paid may have written a name",
            why="books are kept by law",
            basis="legal_obligation",
            kept_for="as long as the law has books kept",
            on_erasure="kept",
        ),
        not_personal("provider_id", what="ids of organisations"),
    )
    __table_args__ = (
        CheckConstraint("amount_cents > 0", name="amount_positive"),
        Index("uq_credit_payouts_reference", "provider_id", "reference", unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    provider_id: Mapped[UUID]
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    paid_on: Mapped[date] = mapped_column(Date)
    reference: Mapped[str] = mapped_column(Text)
    recorded_by: Mapped[UUID]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
