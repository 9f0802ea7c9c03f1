"""Reading the public directory."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.organisations.orm import Organisation
from registry.organisations.repository import find_organisation
from registry.organisations.schemas import OrganisationOut
from shared.http.paging import Key, Page, Paging, page_of


async def list_organisations(
    session: AsyncSession,
    *,
    paging: Paging,
    kind: str | None,
    stage: str | None,
    role: str | None,
    region: str | None,
    sector: str | None,
    membership: str | None,
) -> Page[OrganisationOut]:
    """The public directory by name; every filter narrows it. Public.

    The order has no regard to case and diacritics.
    """
    statement = select(Organisation)
    for column, element in (
        (Organisation.kinds, kind),
        (Organisation.stages, stage),
        (Organisation.roles, role),
    ):
        if element is not None:
            statement = statement.where(column.contains([element]))
    for equal, value in (
        (Organisation.region, region),
        (Organisation.sector, sector),
        (Organisation.membership, membership),
    ):
        if value is not None:
            statement = statement.where(equal == value)
    return await page_of(
        session,
        statement,
        keys=[
            Key(Organisation.sort_key, lambda row: row.sort_key),
            Key(Organisation.id, lambda row: row.id),
        ],
        paging=paging,
        to_item=OrganisationOut.model_validate,
    )


async def show_organisation(session: AsyncSession, organisation_id: UUID) -> OrganisationOut:
    """One entry of the directory. Public."""
    return OrganisationOut.model_validate(await find_organisation(session, organisation_id))
