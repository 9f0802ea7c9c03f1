"""Credits over HTTP."""

from inspect import getdoc
from uuid import UUID

from billing.callers import Reader, Writer
from billing.obligations import payouts
from billing.obligations.schemas import CreditOut, PayoutIn, PayoutOut
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session
from shared.money import Money

router = Router(prefix="/v1/billing/credits", tags=["credits"])


@router.get("/{organisation_id}", description=getdoc(payouts.credit_shown))
async def get_credit(session: Session, caller: Reader, organisation_id: UUID) -> CreditOut:
    cents = await payouts.credit_shown(session, organisation_id=organisation_id, by=caller)
    return CreditOut(organisation_id=organisation_id, credit=Money.of(cents))


@router.post(
    "/{organisation_id}/payouts", status_code=201, description=getdoc(payouts.pay_credit_out)
)
async def pay_credit_out(
    session: Session, clock: BusinessClock, caller: Writer, organisation_id: UUID, new: PayoutIn
) -> PayoutOut:
    payout = await payouts.pay_credit_out(
        session,
        clock,
        organisation_id=organisation_id,
        amount_cents=new.amount.cents,
        paid_on=new.paid_on,
        reference=new.reference,
        by=caller,
    )
    left = await payouts.credit_shown(session, organisation_id=organisation_id, by=caller)
    return PayoutOut(
        id=payout.id,
        organisation_id=organisation_id,
        amount=new.amount,
        paid_on=payout.paid_on,
        reference=payout.reference,
        credit=Money.of(left),
    )
