"""Recording payments."""

from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from billing.callers import require_manager
from billing.days import riga_day
from billing.invoices.orm import Invoice, Payment
from billing.invoices.repository import first_ordered_on, locked_invoice
from billing.invoices.rules import CLIENT
from billing.ledger.rules import PostingLine, client_payment_lines, fee_payment_lines
from billing.ledger.use_cases import post_entry
from billing.notices.use_cases import notify
from billing.payments import rules
from billing.payments.events import PaymentRecorded
from billing.payments.repository import already_recorded, check_reference_is_new
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id
from shared.messaging.outbox import announce
from shared.money import Money
from shared.rows import Refusals, flush_or_refuse

_REFUSALS: Final[Refusals] = {"uq_payments_invoice_id_reference": already_recorded}


async def record_payment(
    session: AsyncSession,
    clock: Clock,
    *,
    by: Caller,
    invoice_id: UUID,
    amount_cents: int,
    paid_on: date,
    reference: str,
) -> Payment:
    """Record money that arrived for an invoice, wholly or in part. For the manager.

    Refused: more than what is open (`overpayment`), nothing (`payment_not_positive`), a day
    to come (`payment_in_the_future`) or before any of its orders was confirmed
    (`payment_before_order`), a bank reference that is on the invoice already
    (`payment_already_recorded`). A fee's payment reaches the cluster's bank account; a
    client pays its provider directly, so that only moves memorandum accounts. Announces
    `PaymentRecorded`, and `notice.due` to the provider that is paid.
    """
    require_manager(by)
    invoice = await locked_invoice(session, invoice_id)
    now = clock.now()
    rules.check_payment(
        amount_cents,
        paid_on,
        ordered_on=await first_ordered_on(session, invoice_id),
        today=riga_day(now),
    )
    await check_reference_is_new(session, invoice_id, reference)
    rules.check_covered(amount_cents, open_cents=invoice.open_cents)
    payment = Payment(
        id=new_id(),
        invoice_id=invoice_id,
        amount_cents=amount_cents,
        paid_on=paid_on,
        reference=reference,
        recorded_by=by.subject,
        recorded_at=now,
    )
    await _add(session, invoice, payment)
    await _post(session, invoice, payment)
    await announce(session, _fact(payment))
    if invoice.kind == CLIENT:
        await notify(
            session,
            organisation_id=invoice.seller_id,
            role="finance",
            template="payment_received",
            values={"number": invoice.number},
            link=f"/v1/billing/invoices/{invoice.id}",
        )
    return payment


async def _add(session: AsyncSession, invoice: Invoice, payment: Payment) -> None:
    session.add(payment)
    invoice.paid_cents += payment.amount_cents
    invoice.version += 1
    await flush_or_refuse(session, _REFUSALS)


async def _post(session: AsyncSession, invoice: Invoice, payment: Payment) -> None:
    await post_entry(
        session,
        source_type="payment",
        source_id=payment.id,
        occurred_on=payment.paid_on,
        posted_at=payment.recorded_at,
        text=f"Payment of {invoice.number}",
        lines=_posting_of(invoice, payment.amount_cents),
    )


def _posting_of(invoice: Invoice, amount_cents: int) -> tuple[PostingLine, ...]:
    if invoice.kind == CLIENT:
        return client_payment_lines(
            provider_id=invoice.seller_id, client_id=invoice.buyer_id, amount_cents=amount_cents
        )
    return fee_payment_lines(provider_id=invoice.buyer_id, amount_cents=amount_cents)


def _fact(payment: Payment) -> PaymentRecorded:
    return PaymentRecorded(
        id=payment.id,
        version=1,
        invoice_id=payment.invoice_id,
        amount=Money.of(payment.amount_cents),
        paid_on=payment.paid_on,
    )
