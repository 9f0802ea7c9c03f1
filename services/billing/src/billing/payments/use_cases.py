"""Recording payments."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.callers import require_manager
from billing.database import flush_or_refuse
from billing.days import riga_day
from billing.errors import (
    InvoiceUnknown,
    Overpayment,
    PaymentAlreadyRecorded,
    PaymentBeforeOrder,
    PaymentInTheFuture,
    PaymentNotPositive,
)
from billing.invoices.orm import Invoice, InvoicedOrder, Payment
from billing.invoices.queries import status_of
from billing.invoices.rules import CLIENT
from billing.ledger.rules import client_payment_lines, fee_payment_lines
from billing.ledger.use_cases import post
from billing.orders.orm import Order
from billing.payments.events import PaymentRecorded
from billing.payments.schemas import PaymentIn, PaymentOut
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id
from shared.messaging.outbox import announce
from shared.money import Money


async def record_payment(
    session: AsyncSession, clock: Clock, *, caller: Caller, invoice_id: UUID, new: PaymentIn
) -> PaymentOut:
    """Record money that arrived for an invoice, wholly or in part. For the manager.

    Refused: more than what is open (`overpayment`), nothing (`payment_not_positive`), a day
    to come (`payment_in_the_future`) or before any of its orders was confirmed
    (`payment_before_order`), a bank reference that is on the invoice already
    (`payment_already_recorded`). A fee's payment reaches the cluster's bank account; a
    client pays its provider directly, so that only moves memorandum accounts. Announces
    `PaymentRecorded`.
    """
    require_manager(caller)
    invoice = (
        await session.scalars(select(Invoice).where(Invoice.id == invoice_id).with_for_update())
    ).one_or_none()
    if invoice is None:
        raise InvoiceUnknown("There is no such invoice")
    now = clock.now()
    cents = new.amount.cents
    if cents == 0:
        raise PaymentNotPositive("A payment is more than 0.00", pointer="/amount/amount")
    if new.paid_on > riga_day(now):
        raise PaymentInTheFuture("The day of payment is still to come", pointer="/paid_on")
    if new.paid_on < await _first_ordered_on(session, invoice_id):
        raise PaymentBeforeOrder(
            "The day of payment lies before the order was confirmed", pointer="/paid_on"
        )
    known = await session.scalar(
        select(Payment.id).where(
            Payment.invoice_id == invoice_id, Payment.reference == new.reference
        )
    )
    already = PaymentAlreadyRecorded(
        "A payment with this bank reference is recorded already", pointer="/reference"
    )
    if known is not None:
        raise already
    still_open = invoice.gross_cents - invoice.paid_cents
    if cents > still_open:
        raise Overpayment("The payment is more than what is open", pointer="/amount/amount")
    payment = Payment(
        id=new_id(),
        invoice_id=invoice_id,
        amount_cents=cents,
        paid_on=new.paid_on,
        reference=new.reference,
        recorded_by=caller.subject,
        recorded_at=now,
    )
    session.add(payment)
    invoice.paid_cents += cents
    invoice.version += 1
    await flush_or_refuse(session, {"uq_payments_invoice_id_reference": already})
    lines = (
        client_payment_lines(
            provider_id=invoice.seller_id, client_id=invoice.buyer_id, amount_cents=cents
        )
        if invoice.kind == CLIENT
        else fee_payment_lines(provider_id=invoice.buyer_id, amount_cents=cents)
    )
    await post(
        session,
        source_type="payment",
        source_id=payment.id,
        occurred_on=new.paid_on,
        posted_at=now,
        text=f"Payment of {invoice.number}",
        lines=lines,
    )
    await announce(
        session,
        PaymentRecorded(
            id=payment.id,
            version=1,
            invoice_id=invoice_id,
            amount=new.amount,
            paid_on=new.paid_on,
        ),
    )
    return PaymentOut(
        id=payment.id,
        invoice_id=invoice_id,
        amount=new.amount,
        paid_on=new.paid_on,
        reference=new.reference,
        open=Money.of(still_open - cents),
        status=status_of(invoice.paid_cents, invoice.gross_cents),
    )


async def _first_ordered_on(session: AsyncSession, invoice_id: UUID) -> date:
    first = await session.scalar(
        select(func.min(Order.confirmed_at))
        .join(InvoicedOrder, InvoicedOrder.order_id == Order.id)
        .where(InvoicedOrder.invoice_id == invoice_id)
    )
    assert first is not None, "an invoice is of at least one order"
    return riga_day(first)
