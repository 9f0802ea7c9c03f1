"""The table of payments."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from billing.database import Base
from shared.database import UtcDateTime


class PaymentRow(Base):
    """Money received for an invoice, EUR cents; the bank's reference is taken once per invoice."""

    __tablename__ = "payments"
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
