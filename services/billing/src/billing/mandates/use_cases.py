"""Giving the mandate to invoice in a provider's name."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from stdnum import iban as ibans
from stdnum.exceptions import ValidationError

from billing.callers import represented
from billing.database import flush_or_refuse
from billing.errors import IbanInvalid, MandateJustGiven, TermsUnknown
from billing.mandates.orm import Mandate, MandateTerms
from billing.mandates.queries import shown
from billing.mandates.schemas import MandateIn, MandateOut
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id


async def give_mandate(
    session: AsyncSession, clock: Clock, *, caller: Caller, new: MandateIn
) -> MandateOut:
    """Let the cluster issue the organisation's invoices in its name. For its representative.

    Third-party invoicing by Directive 2006/112/EC Art. 220(1): without a mandate an order is
    not invoiced. A further mandate ends the one before, so this is also how the account
    number is changed. Raises `terms_unknown`, `iban_invalid`.
    """
    provider_id = represented(caller)
    now = clock.now()
    terms = await session.get(MandateTerms, new.accepted_terms_version)
    if terms is None or terms.valid_from > now:
        raise TermsUnknown(
            "There are no such terms in force; GET mandate-terms lists them",
            pointer="/accepted_terms_version",
        )
    iban = _valid_iban(new.iban) if new.iban else None
    before = await session.scalars(
        select(Mandate)
        .where(Mandate.provider_id == provider_id, Mandate.ended_at.is_(None))
        .with_for_update()
    )
    for running in before:
        running.ended_at = now
    await session.flush()
    row = Mandate(
        id=new_id(),
        provider_id=provider_id,
        terms_version=terms.version,
        accepted_by=caller.subject,
        accepted_at=now,
        iban=iban,
    )
    session.add(row)
    await flush_or_refuse(
        session,
        {"uq_mandates_open": MandateJustGiven("Another mandate was given at the same moment")},
    )
    return shown(row)


def _valid_iban(text: str) -> str:
    try:
        return str(ibans.validate(text))
    except ValidationError as error:
        raise IbanInvalid("The account number is not a valid IBAN", pointer="/iban") from error
