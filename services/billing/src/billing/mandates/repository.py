"""What is loaded of mandates and their terms."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.mandates.errors import TermsUnknown
from billing.mandates.orm import Mandate, MandateTerms
from billing.mandates.rules import MandateInForce


async def terms_in_force(session: AsyncSession, version: str, now: datetime) -> MandateTerms:
    """The published terms of this version; raise `TermsUnknown` unless they are in force."""
    terms = await session.get(MandateTerms, version)
    if terms is None or terms.valid_from > now:
        raise TermsUnknown(
            "There are no such terms in force; GET mandate-terms lists them",
            pointer="/accepted_terms_version",
        )
    return terms


async def mandate_in_force(session: AsyncSession, provider_id: UUID) -> MandateInForce | None:
    """The provider's mandate that has not ended, or None."""
    row = await session.scalar(
        select(Mandate).where(Mandate.provider_id == provider_id, Mandate.ended_at.is_(None))
    )
    return MandateInForce(row.id, row.accepted_at, row.terms_version, row.iban) if row else None


async def locked_mandate(session: AsyncSession, provider_id: UUID) -> Mandate | None:
    """Lock the provider's mandate that has not ended; None without one."""
    row: Mandate | None = await session.scalar(
        select(Mandate)
        .where(Mandate.provider_id == provider_id, Mandate.ended_at.is_(None))
        .with_for_update()
    )
    return row
