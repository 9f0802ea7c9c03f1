"""Reads of mandates and their terms."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.callers import is_manager
from billing.mandates.orm import Mandate, MandateTerms
from billing.mandates.schemas import MandateOut, MandateTermsOut
from shared.callers import Caller
from shared.http.paging import Key, Page, Paging, page_of


async def list_mandates(session: AsyncSession, *, by: Caller, paging: Paging) -> Page[MandateOut]:
    """The mandates that the caller's organisation gave, newest first; the manager sees all."""
    statement = select(Mandate)
    if not is_manager(by):
        statement = statement.where(Mandate.provider_id == by.organisation_id)
    return await page_of(
        session,
        statement,
        keys=[Key(Mandate.id, lambda row: row.id, descending=True)],
        paging=paging,
        to_item=MandateOut.model_validate,
    )


async def list_mandate_terms(session: AsyncSession, paging: Paging) -> Page[MandateTermsOut]:
    """The published terms of the mandate, by version."""
    return await page_of(
        session,
        select(MandateTerms),
        keys=[Key(MandateTerms.version, lambda row: row.version)],
        paging=paging,
        to_item=MandateTermsOut.model_validate,
    )
