"""Tables of the organisations as billing knows them: a read model of the registry's facts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from billing.database import Base
from shared.database import UtcDateTime
from shared.personal_data import not_personal, personal


class Organisation(Base):
    """The latest announced state of an organisation; `version` is the registry's."""

    __tablename__ = "organisations"
    __personal__ = (
        personal(
            "email",
            what="an organisation's address; a person's, where it gives one",
            why="an invoice reaches its recipient",
            basis="legitimate_interest",
            kept_for="until the registry announces another",
            on_erasure="kept",
        ),
        not_personal(
            "name",
            "country",
            "registration_number",
            "vat_number",
            "street",
            "city",
            "postal_code",
            "standing",
            "may",
            what="an organisation, as the registry shows it",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(Text)
    country: Mapped[str] = mapped_column(String(2))
    registration_number: Mapped[str] = mapped_column(Text)
    vat_number: Mapped[str | None] = mapped_column(Text)
    street: Mapped[str] = mapped_column(Text)
    city: Mapped[str] = mapped_column(Text)
    postal_code: Mapped[str] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Text)
    standing: Mapped[str | None] = mapped_column(Text)
    """None: the registry has not told of it, or by a word that is not known here."""
    may: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    """What of that which concerns billing its standing allows; None: all."""
    member_until: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MembershipPeriod(Base):
    """One half-open period of membership; open at the end while the membership lasts."""

    __tablename__ = "membership_periods"
    __table_args__ = (
        CheckConstraint('"until" IS NULL OR "until" > since', name="ends_after_it_begins"),
        Index(
            "uq_membership_periods_open",
            "organisation_id",
            unique=True,
            postgresql_where=text('"until" IS NULL'),
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    until: Mapped[datetime | None] = mapped_column(UtcDateTime)
