"""Tables of VAT rates and of the member states of the EU, both dated and with their source."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from billing.database import Base
from shared.personal_data import not_personal


class VatRate(Base):
    """A state's standard rate in millionths, from `valid_from` until its next row's."""

    __tablename__ = "vat_rates"
    __personal__ = (not_personal("country", "source", what="rates"),)
    __table_args__ = (CheckConstraint("rate_ppm BETWEEN 0 AND 1000000", name="rate_range"),)

    country: Mapped[str] = mapped_column(String(2), primary_key=True)
    valid_from: Mapped[date] = mapped_column(Date, primary_key=True)
    rate_ppm: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(Text)


class MemberState(Base):
    """A half-open period in which a state belongs to the EU."""

    __tablename__ = "member_states"
    __personal__ = (not_personal("country", "vat_prefix", "source", what="states"),)

    country: Mapped[str] = mapped_column(String(2), primary_key=True)
    joined_on: Mapped[date] = mapped_column(Date, primary_key=True)
    left_on: Mapped[date | None] = mapped_column(Date)
    vat_prefix: Mapped[str] = mapped_column(String(2))
    source: Mapped[str] = mapped_column(Text)
