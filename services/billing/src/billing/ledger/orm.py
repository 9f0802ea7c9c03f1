"""Tables of the ledger. A trigger refuses an unbalanced entry, another every change of one."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from billing.database import Base
from shared.database import UtcDateTime
from shared.declaring import one_of
from shared.personal_data import not_personal


class Account(Base):
    """An account of the plan; those of kind `memorandum` stand beside the cluster's books."""

    __tablename__ = "ledger_accounts"
    __personal__ = (not_personal("code", "name", what="the plan of accounts"),)
    __table_args__ = (one_of("kind", ("asset", "liability", "income", "expense", "memorandum")),)

    code: Mapped[str] = mapped_column(String(10), primary_key=True)
    name: Mapped[dict[str, str]] = mapped_column(JSONB)
    kind: Mapped[str] = mapped_column(String(20))


class Entry(Base):
    """One event of the business, posted once (`source_type`, `source_id`) and never changed."""

    __tablename__ = "ledger_entries"
    __personal__ = (not_personal("source_type", "source_id", "text", what="what was posted"),)
    __table_args__ = (UniqueConstraint("source_type", "source_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    posted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    occurred_on: Mapped[date] = mapped_column(Date)
    source_type: Mapped[str] = mapped_column(String(20))
    source_id: Mapped[UUID]
    text: Mapped[str] = mapped_column(Text)


class EntryLine(Base):
    """One side of an entry, EUR cents; exactly one of debit and credit is positive."""

    __tablename__ = "ledger_lines"
    __personal__ = (not_personal("party_id", what="ids of organisations"),)
    __table_args__ = (
        CheckConstraint(
            "debit_cents >= 0 AND credit_cents >= 0 AND (debit_cents = 0) <> (credit_cents = 0)",
            name="one_side",
        ),
        Index("ix_ledger_lines_account_party", "account", "party_id"),
    )

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_entries.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("ledger_accounts.code"))
    party_id: Mapped[UUID | None]
    debit_cents: Mapped[int] = mapped_column(BigInteger)
    credit_cents: Mapped[int] = mapped_column(BigInteger)
