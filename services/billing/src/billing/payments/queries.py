"""Reads of payments."""

from sqlalchemy.ext.asyncio import AsyncSession

from billing.invoices.orm import Invoice, Payment
from billing.payments.schemas import PaymentOut
from shared.money import Money


async def payment_out(session: AsyncSession, payment: Payment) -> PaymentOut:
    """A payment whose visibility is decided, and what is open on its invoice now."""
    invoice = await session.get_one(Invoice, payment.invoice_id)
    return PaymentOut(
        id=payment.id,
        invoice_id=payment.invoice_id,
        amount=Money.of(payment.amount_cents),
        paid_on=payment.paid_on,
        reference=payment.reference,
        open=Money.of(invoice.open_cents),
        status=invoice.status,
    )
