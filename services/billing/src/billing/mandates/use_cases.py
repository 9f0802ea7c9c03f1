"""Giving the mandate to invoice in a provider's name."""

from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession
from stdnum import iban as ibans
from stdnum.exceptions import ValidationError

from billing.callers import represented
from billing.mandates import repository
from billing.mandates.errors import IbanInvalid, MandateJustGiven
from billing.mandates.orm import Mandate
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id
from shared.rows import Refusals, flush_or_refuse

_JUST_GIVEN: Final[Refusals] = {
    "uq_mandates_open": lambda: MandateJustGiven("Another mandate was given at the same moment")
}


async def give_mandate(
    session: AsyncSession, clock: Clock, *, by: Caller, terms_version: str, iban: str | None
) -> Mandate:
    """Let the cluster issue the organisation's invoices in its name. For its representative.

    Third-party invoicing by Directive 2006/112/EC Art. 220(1): without a mandate an order is
    not invoiced. A further mandate ends the one before, so this is also how the account
    number is changed. Raises `terms_unknown`, `iban_invalid`.
    """
    provider_id = represented(by)
    now = clock.now()
    terms = await repository.terms_in_force(session, terms_version, now)
    valid_iban = _valid(iban) if iban else None
    running = await repository.locked_mandate(session, provider_id)
    if running is not None:
        running.ended_at = now
        await session.flush()
    mandate = Mandate(
        id=new_id(),
        provider_id=provider_id,
        terms_version=terms.version,
        accepted_by=by.subject,
        accepted_at=now,
        iban=valid_iban,
    )
    session.add(mandate)
    await flush_or_refuse(session, _JUST_GIVEN)
    return mandate


def _valid(iban: str) -> str:
    try:
        return str(ibans.validate(iban))
    except ValidationError as error:
        raise IbanInvalid("The account number is not a valid IBAN", pointer="/iban") from error
