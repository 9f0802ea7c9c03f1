"""Reads of mandates and their terms."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.callers import is_manager
from billing.mandates.orm import Mandate, MandateTerms
from billing.mandates.schemas import MandateOut, MandateTermsOut
from shared.callers import Caller
from shared.http.paging import Key, Page, Paging, page_of


async def list_mandates(
    session: AsyncSession, *, caller: Caller, paging: Paging
) -> Page[MandateOut]:
    """The mandates that the caller's organisation gave, newest first; the manager sees all."""
    statement = select(Mandate)
    if not is_manager(caller):
        statement = statement.where(Mandate.provider_id == caller.organisation_id)
    return await page_of(
        session,
        statement,
        keys=[Key(Mandate.id, lambda row: row.id, descending=True)],
        paging=paging,
        to_item=shown,
    )


async def list_mandate_terms(session: AsyncSession, paging: Paging) -> Page[MandateTermsOut]:
    """One page of published terms, by version."""
    return await page_of(
        session,
        select(MandateTerms),
        keys=[Key(MandateTerms.version, lambda row: row.version)],
        paging=paging,
        to_item=lambda row: MandateTermsOut(
            version=row.version, valid_from=row.valid_from, text=row.text, source=row.source
        ),
    )


async def mandate_in_force(session: AsyncSession, provider_id: UUID) -> Mandate | None:
    """The provider's mandate that has not ended, or None."""
    rows = await session.scalars(
        select(Mandate).where(Mandate.provider_id == provider_id, Mandate.ended_at.is_(None))
    )
    return rows.one_or_none()


def shown(row: Mandate) -> MandateOut:
    """A mandate as the API shows it."""
    return MandateOut(
        id=row.id,
        provider_id=row.provider_id,
        terms_version=row.terms_version,
        accepted_by=row.accepted_by,
        accepted_at=row.accepted_at,
        iban=row.iban,
        ended_at=row.ended_at,
    )
