"""What is loaded of payments."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.invoices.orm import Payment
from billing.payments.errors import PaymentAlreadyRecorded


async def check_reference_is_new(session: AsyncSession, invoice_id: UUID, reference: str) -> None:
    """Raise `PaymentAlreadyRecorded` when the bank's reference is on the invoice already."""
    known = await session.scalar(
        select(Payment.id).where(Payment.invoice_id == invoice_id, Payment.reference == reference)
    )
    if known is not None:
        raise already_recorded()


def already_recorded() -> PaymentAlreadyRecorded:
    """The refusal, also where another payment with the reference came first by a moment."""
    return PaymentAlreadyRecorded(
        "A payment with this bank reference is recorded already", pointer="/reference"
    )
