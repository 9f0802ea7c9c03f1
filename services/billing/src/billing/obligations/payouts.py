"""Paying a credit out: who leaves has no fee invoice any more that could use it up."""

from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from billing.callers import acts_for, require_manager
from billing.days import riga_day
from billing.ledger.repository import provider_credit
from billing.ledger.rules import credit_payout_lines
from billing.ledger.use_cases import post_entry
from billing.locks import lock_credit
from billing.obligations import rules
from billing.obligations.errors import PayoutAlreadyRecorded
from billing.obligations.orm import CreditPayout
from billing.obligations.repository import is_leaving
from billing.organisations.errors import OrganisationNotFound
from billing.organisations.orm import Organisation
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id
from shared.rows import Refusals, flush_or_refuse

_REFUSALS: Final[Refusals] = {
    "uq_credit_payouts_reference": PayoutAlreadyRecorded(
        "A payout with this bank reference is recorded already", pointer="/reference"
    )
}


async def credit_shown(session: AsyncSession, *, organisation_id: UUID, by: Caller) -> int:
    """What the cluster owes a provider of discounts it bears: to the provider and the manager.

    A fee invoice uses it up; who leaves is paid it. Raises `OrganisationNotFound`.
    """
    known = await session.get(Organisation, organisation_id)
    if known is None or not acts_for(by, organisation_id):
        raise OrganisationNotFound("There is no such organisation")
    return await provider_credit(session, organisation_id)


async def pay_credit_out(
    session: AsyncSession,
    clock: Clock,
    *,
    organisation_id: UUID,
    amount_cents: int,
    paid_on: date,
    reference: str,
    by: Caller,
) -> CreditPayout:
    """Record that a provider was paid its credit, wholly or in part. For the manager.

    Only to who leaves or is no member any more (409 `credit_stays`): of all others it lowers the
    next fee invoices. Raises `ManagersOnly`, `OrganisationNotFound`, `CreditStays`,
    `PayoutOutOfRange`, `PayoutInTheFuture`, `PayoutAlreadyRecorded`.
    """
    require_manager(by)
    known = await session.get(Organisation, organisation_id)
    if known is None:
        raise OrganisationNotFound("There is no such organisation")
    await lock_credit(session, organisation_id)
    rules.check_paid_out(
        standing=known.standing, is_leaving=await is_leaving(session, organisation_id)
    )
    now = clock.now()
    rules.check_payout(
        amount_cents,
        paid_on,
        credit_cents=await provider_credit(session, organisation_id),
        today=riga_day(now),
    )
    payout = CreditPayout(
        id=new_id(),
        provider_id=organisation_id,
        amount_cents=amount_cents,
        paid_on=paid_on,
        reference=reference,
        recorded_by=by.subject,
        recorded_at=now,
    )
    session.add(payout)
    await flush_or_refuse(session, _REFUSALS)
    await post_entry(
        session,
        source_type="credit_payout",
        source_id=payout.id,
        occurred_on=paid_on,
        posted_at=now,
        text="Credit paid out",
        lines=credit_payout_lines(provider_id=organisation_id, amount_cents=amount_cents),
    )
    return payout
