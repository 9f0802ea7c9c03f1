"""Payments over HTTP."""

from inspect import getdoc
from uuid import UUID

from billing.callers import Writer
from billing.payments import queries, use_cases
from billing.payments.schemas import PaymentIn, PaymentOut
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session

router = Router(prefix="/v1/billing/invoices", tags=["payments"])


@router.post(
    "/{invoice_id}/payments", status_code=201, description=getdoc(use_cases.record_payment)
)
async def record_payment(
    session: Session, clock: BusinessClock, caller: Writer, invoice_id: UUID, new: PaymentIn
) -> PaymentOut:
    payment = await use_cases.record_payment(
        session,
        clock,
        by=caller,
        invoice_id=invoice_id,
        amount_cents=new.amount.cents,
        paid_on=new.paid_on,
        reference=new.reference,
    )
    return await queries.payment_out(session, payment)
