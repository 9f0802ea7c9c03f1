"""Reading the competence database."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.competences.orm import Competence
from registry.competences.schemas import CompetenceOut
from registry.organisations.repository import find_organisation
from shared.http.paging import Key, Page, Paging, page_of


async def competences_of(
    session: AsyncSession, *, organisation_id: UUID, paging: Paging
) -> Page[CompetenceOut]:
    """What an organisation can do, as it declares, the earliest first. Public."""
    await find_organisation(session, organisation_id)
    return await page_of(
        session,
        select(Competence).where(
            Competence.organisation_id == organisation_id, Competence.status == "declared"
        ),
        keys=[Key(Competence.id, lambda row: row.id)],
        paging=paging,
        to_item=CompetenceOut.model_validate,
    )
