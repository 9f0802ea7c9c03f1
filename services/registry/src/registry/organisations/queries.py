"""Reading the public directory."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.delegations.authorisation import check_acts_for
from registry.organisations.orm import Correction, Organisation
from registry.organisations.repository import find_organisation
from registry.organisations.schemas import CorrectionOut, OrganisationOut
from registry.permissions import OPENED_BY
from shared.callers import Caller
from shared.http.paging import Key, Page, Paging, page_of


async def list_organisations(
    session: AsyncSession,
    *,
    paging: Paging,
    kind: str | None,
    stage: str | None,
    role: str | None,
    capacity: str | None,
    region: str | None,
    sector: str | None,
    membership: str | None,
    standing: str | None,
) -> Page[OrganisationOut]:
    """The public directory by name; every filter narrows it. Public.

    The order has no regard to case and diacritics. `membership=member` lists no suspended ones:
    they are members, and `standing=suspended` shows them, but nobody is led to them. Closed entries
    are not listed.
    """
    statement = select(Organisation).where(Organisation.closed_at.is_(None))
    for column, element in (
        (Organisation.kinds, kind),
        (Organisation.stages, stage),
        (Organisation.roles, role),
        (Organisation.capacities, capacity),
    ):
        if element is not None:
            statement = statement.where(column.contains([element]))
    for equal, value in (
        (Organisation.region, region),
        (Organisation.sector, sector),
        (Organisation.membership, membership),
        (Organisation.standing, standing),
    ):
        if value is not None:
            statement = statement.where(equal == value)
    if membership == "member" and standing is None:
        # Empty is a row that a release before wrote.
        statement = statement.where(Organisation.standing.is_distinct_from("suspended"))
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
    """One entry of the directory. Public.

    One that is closed says so (`closed_at`), and of a duplicate where it went (`merged_into`).
    """
    return OrganisationOut.model_validate(await find_organisation(session, organisation_id))


async def list_corrections(
    session: AsyncSession, *, organisation_id: UUID, paging: Paging, by: Caller
) -> Page[CorrectionOut]:
    """What the manager corrected in an entry, newest first, each with its reason.

    For those who represent the organisation, and the manager.
    """
    await find_organisation(session, organisation_id)
    await check_acts_for(
        session, organisation_id=organisation_id, by=by, roles=OPENED_BY["list_corrections"]
    )
    return await page_of(
        session,
        select(Correction).where(Correction.organisation_id == organisation_id),
        keys=[Key(Correction.id, lambda row: row.id, descending=True)],
        paging=paging,
        to_item=CorrectionOut.model_validate,
    )
