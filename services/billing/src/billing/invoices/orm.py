"""Tables of invoices: counters of their numbers, orders on them, their files, their payments."""

from datetime import date, datetime
from typing import Any, Literal, get_args
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from billing.database import Base
from shared.database import UtcDateTime
from shared.declaring import one_of
from shared.personal_data import not_personal, personal, who_acted

Kind = Literal["client", "fee"]
Status = Literal["open", "partly_paid", "paid"]


class InvoiceCounter(Base):
    """The last number given out in a series; the year is that of issue in Europe/Riga."""

    __tablename__ = "invoice_counters"
    __personal__ = (not_personal("seller_id", "kind", what="organisations and series of numbers"),)

    seller_id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    last: Mapped[int] = mapped_column(Integer)


class Invoice(Base):
    """An issued invoice in EUR cents; only `paid_cents` (and `version` with it) ever changes.

    `issuer_id` is who issued it: the cluster, also where a provider is the seller.
    """

    __tablename__ = "invoices"
    __personal__ = (
        personal(
            "document",
            what="an invoice as it was issued: a party may be a person in business on its own",
            why="books and invoices are kept by law",
            basis="legal_obligation",
            kept_for="as long as the law has invoices kept",
            on_erasure="kept",
        ),
        not_personal(
            "seller_id", "buyer_id", "issuer_id", "number", what="organisations and numbers"
        ),
    )
    __table_args__ = (
        UniqueConstraint("seller_id", "kind", "year", "sequence"),
        UniqueConstraint("seller_id", "number"),
        one_of("kind", get_args(Kind)),
        CheckConstraint("(kind = 'client') = (mandate_id IS NOT NULL)", name="client_by_mandate"),
        CheckConstraint("gross_cents = net_cents + vat_cents", name="gross_is_the_sum"),
        CheckConstraint("net_cents >= 0 AND vat_cents >= 0", name="not_negative"),
        CheckConstraint("paid_cents BETWEEN 0 AND gross_cents", name="not_overpaid"),
        Index("ix_invoices_seller", "seller_id", "id"),
        Index("ix_invoices_buyer", "buyer_id", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    kind: Mapped[Kind] = mapped_column(String(10))
    seller_id: Mapped[UUID]
    buyer_id: Mapped[UUID]
    issuer_id: Mapped[UUID]
    year: Mapped[int] = mapped_column(Integer)
    sequence: Mapped[int] = mapped_column(Integer)
    number: Mapped[str] = mapped_column(String(40))
    issued_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    net_cents: Mapped[int] = mapped_column(BigInteger)
    vat_cents: Mapped[int] = mapped_column(BigInteger)
    gross_cents: Mapped[int] = mapped_column(BigInteger)
    paid_cents: Mapped[int] = mapped_column(BigInteger)
    mandate_id: Mapped[UUID | None] = mapped_column(ForeignKey("mandates.id"))
    document: Mapped[dict[str, Any]] = mapped_column(JSONB)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @property
    def open_cents(self) -> int:
        """What is still to be paid."""
        return self.gross_cents - self.paid_cents

    @property
    def status(self) -> Status:
        """Where the invoice stands; one over nothing is paid from the start."""
        if self.open_cents == 0:
            return "paid"
        return "partly_paid" if self.paid_cents else "open"

    def is_overdue(self, today: date) -> bool:
        """Whether it should have been paid by now; `today` is a day in Europe/Riga."""
        return self.status != "paid" and self.due_on < today


class InvoicedOrder(Base):
    """An order on an invoice: once per kind, which is what makes a run safe to repeat."""

    __tablename__ = "invoiced_orders"
    __personal__ = (not_personal("kind", what="one word"),)
    __table_args__ = (UniqueConstraint("order_id", "kind"),)

    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoices.id"), primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))


class InvoiceFile(Base):
    """The invoice as it was sent: stored, so that a later template can never alter it."""

    __tablename__ = "invoice_files"
    __personal__ = (
        personal(
            "content",
            what="an invoice as it was sent: a party may be a person in business on its own",
            why="books and invoices are kept by law",
            basis="legal_obligation",
            kept_for="as long as the law has invoices kept",
            on_erasure="kept",
        ),
        not_personal("sha256", what="a checksum"),
    )
    __table_args__ = (one_of("format", ("pdf", "ubl")),)

    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoices.id"), primary_key=True)
    format: Mapped[str] = mapped_column(String(3), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[bytes] = mapped_column(LargeBinary)


class Payment(Base):
    """Money received for an invoice, EUR cents; the bank's reference is taken once per invoice."""

    __tablename__ = "payments"
    __personal__ = (
        who_acted("recorded_by"),
        personal(
            "reference",
            what="the bank's reference of a payment; a payer may have written a name",
            why="books and invoices are kept by law",
            basis="legal_obligation",
            kept_for="as long as the law has invoices kept",
            on_erasure="kept",
        ),
    )
    __table_args__ = (
        UniqueConstraint("invoice_id", "reference"),
        CheckConstraint("amount_cents > 0", name="amount_positive"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoices.id"))
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    paid_on: Mapped[date] = mapped_column(Date)
    reference: Mapped[str] = mapped_column(Text)
    recorded_by: Mapped[UUID]
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
