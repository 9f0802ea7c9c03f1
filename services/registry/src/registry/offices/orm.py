"""Terms of office, and the dated figures by which offices are held."""

from datetime import date, datetime
from typing import get_args
from uuid import UUID

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, String, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from registry.database import Base
from registry.offices.rules import DecisionKind, EndReason, TermStatus
from registry.vocabulary import ClusterOffice
from shared.database import UtcDateTime
from shared.declaring import one_of
from shared.personal_data import free_text, not_personal, personal, who_acted


class OfficePolicy(Base):
    """How an office is held, from `valid_from` until the next row's; `checked`: by the cluster.

    `term_months` null: until it is ended. `caretaker_days`: so long after its end a term goes on
    without a successor. `not_with`: what the same person may not be at once.
    """

    __tablename__ = "office_policies"
    __personal__ = (not_personal("not_with", "source", what="rules of the cluster"),)
    __table_args__ = (
        one_of("office", get_args(ClusterOffice)),
        CheckConstraint("seats_min >= 0 AND seats >= seats_min AND seats > 0", name="seats_count"),
        CheckConstraint("term_months > 0", name="term_lasts"),
        CheckConstraint("acceptance_days > 0 AND caretaker_days >= 0", name="days_count"),
    )

    office: Mapped[str] = mapped_column(String(20), primary_key=True)
    valid_from: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    seats_min: Mapped[int]
    seats: Mapped[int]
    term_months: Mapped[int | None]
    acceptance_days: Mapped[int]
    caretaker_days: Mapped[int]
    not_with: Mapped[list[str]] = mapped_column(ARRAY(Text))
    source: Mapped[str] = mapped_column(Text)
    checked: Mapped[bool] = mapped_column(Boolean)


class OfficeTerm(Base):
    """A person's term in an office, from the offer to its end; never deleted.

    `email` is where the offer went and is emptied with the answer. `seat` is taken when the term
    begins. Times are the business clock's.
    """

    __tablename__ = "office_terms"
    __personal__ = (
        personal(
            "email",
            "email_key",
            what="where an office was offered",
            why="an office is accepted by whom it was offered",
            basis="legitimate_interest",
            kept_for="until it is answered or lapses",
            on_erasure="expires",
            address="email_key",
        ),
        personal(
            "account_id",
            "area",
            what="who held which office, and when",
            why="the cluster answers for who decided in it",
            basis="legitimate_interest",
            kept_for="as long as the cluster",
            on_erasure="pseudonym",
            of="account_id",
        ),
        not_personal("decision_reference", "recall_reference", what="numbers of protocols"),
        free_text("end_note", "recall_reason"),
        who_acted("recorded_by"),
        who_acted("confirmed_by"),
        who_acted("ended_by"),
        who_acted("recall_recorded_by"),
    )
    __table_args__ = (
        one_of("office", get_args(ClusterOffice)),
        one_of("status", get_args(TermStatus)),
        one_of("decision_kind", get_args(DecisionKind)),
        one_of("ended_because", get_args(EndReason)),
        CheckConstraint("version > 0", name="version_positive"),
        CheckConstraint("seat > 0", name="seat_positive"),
        CheckConstraint("(status = 'ended') = (ended_at IS NOT NULL)", name="ended_with_status"),
        CheckConstraint("(ended_at IS NULL) = (ended_because IS NULL)", name="ended_with_a_reason"),
        # Nobody is in office who has not accepted, or whom no seat is left for.
        CheckConstraint(
            "status NOT IN ('in_office', 'ended') OR num_nulls(account_id, seat, began_at) = 0",
            name="in_office_on_a_seat",
        ),
        CheckConstraint("status <> 'accepted' OR account_id IS NOT NULL", name="accepted_by_one"),
        CheckConstraint(
            "status NOT IN ('proposed', 'confirmed') OR num_nulls(email_key, lapses_at) = 0",
            name="offered_to_an_address",
        ),
        Index(
            "uq_office_terms_seat",
            "office",
            "seat",
            unique=True,
            postgresql_where=text("status = 'in_office'"),
        ),
        Index(
            "uq_office_terms_person",
            "office",
            "account_id",
            unique=True,
            postgresql_where=text("status = 'in_office'"),
        ),
        Index(
            "uq_office_terms_offer",
            "office",
            "email_key",
            unique=True,
            postgresql_where=text("status IN ('proposed', 'confirmed')"),
        ),
        Index("ix_office_terms_account_id", "account_id"),
        Index("ix_office_terms_email_key", "email_key"),
        Index("ix_office_terms_status_id", "status", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    office: Mapped[str] = mapped_column(String(20))
    area: Mapped[str | None] = mapped_column(String(200))
    status: Mapped[str] = mapped_column(String(10))
    seat: Mapped[int | None]
    email: Mapped[str | None] = mapped_column(String(254))
    email_key: Mapped[str | None] = mapped_column(String(254))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    name_public: Mapped[bool] = mapped_column(Boolean)
    decision_kind: Mapped[str] = mapped_column(String(10))
    decision_reference: Mapped[str] = mapped_column(String(200))
    decided_on: Mapped[date] = mapped_column(Date)
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lapses_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    begins_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    began_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_because: Mapped[str | None] = mapped_column(String(10))
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    end_note: Mapped[str | None] = mapped_column(Text)
    recall_reference: Mapped[str | None] = mapped_column(String(200))
    recall_decided_on: Mapped[date | None] = mapped_column(Date)
    recall_reason: Mapped[str | None] = mapped_column(Text)
    recall_recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    recall_recorded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
