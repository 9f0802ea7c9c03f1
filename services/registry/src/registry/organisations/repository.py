"""Finding organisations, and holding them for whoever changes them."""

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.organisations.errors import (
    OrganisationNotFound,
    RegistrationNumberTaken,
    VatNumberTaken,
)
from registry.organisations.orm import Organisation
from registry.organisations.rules import check_open
from shared.rows import flush_or_refuse, locked_row

_TAKEN: Final = {
    "uq_organisations_country_registration_number": RegistrationNumberTaken(
        "Another organisation of this country has the registration number",
        pointer="/registration_number",
    ),
    "uq_organisations_vat_key": VatNumberTaken(
        "Another organisation has the VAT number", pointer="/vat_number"
    ),
}


async def find_organisation(session: AsyncSession, organisation_id: UUID) -> Organisation:
    """Return the organisation; raise `OrganisationNotFound`."""
    organisation = await session.get(Organisation, organisation_id)
    if organisation is None:
        raise OrganisationNotFound("No organisation has this id")
    return organisation


async def find_cluster(session: AsyncSession) -> Organisation | None:
    """Return the cluster's own organisation, once it was bootstrapped."""
    return (
        await session.scalars(select(Organisation).where(Organisation.is_cluster))
    ).one_or_none()


async def locked_organisation(
    session: AsyncSession, organisation_id: UUID, *, pointer: str | None = None
) -> Organisation:
    """Return the organisation, locked until the transaction ends.

    Raises `OrganisationNotFound`; `pointer` names the field of the request that holds the id,
    where the path does not.
    """
    organisation = await locked_row(session, Organisation, organisation_id)
    if organisation is None:
        raise OrganisationNotFound("No organisation has this id", pointer=pointer)
    return organisation


async def locked_organisations(
    session: AsyncSession, organisation_ids: Collection[UUID]
) -> Sequence[Organisation]:
    """The organisations, locked until the transaction ends, in one order for all who lock some."""
    return (
        await session.scalars(
            select(Organisation)
            .where(Organisation.id.in_(organisation_ids))
            .order_by(Organisation.id)
            .with_for_update()
        )
    ).all()


async def hold_organisation(session: AsyncSession, organisation_id: UUID) -> None:
    """Hold the organisation until the transaction ends, for whoever changes who acts for it.

    Nobody acts for a closed one. Raises `OrganisationNotFound` and `EntryClosed`.
    """
    # Two representatives that dismiss each other at once: the second sees the first's effect. Not
    # the whole row: a login that holds the delegation refers to the organisation, and would wait.
    found = await session.execute(
        select(Organisation.closed_at)
        .where(Organisation.id == organisation_id)
        .with_for_update(key_share=True)
    )
    row = found.one_or_none()
    if row is None:
        raise OrganisationNotFound("No organisation has this id")
    check_open(row.closed_at)


async def flush_entries(session: AsyncSession) -> None:
    """Write pending entries; raise `RegistrationNumberTaken` or `VatNumberTaken`."""
    await flush_or_refuse(session, _TAKEN)
