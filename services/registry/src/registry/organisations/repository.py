"""Finding organisations, and holding them for whoever changes them."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.errors import UnknownOrganisation
from registry.organisations.orm import Organisation


async def find_organisation(session: AsyncSession, organisation_id: UUID) -> Organisation:
    """Return the organisation; raise `UnknownOrganisation`."""
    organisation = await session.get(Organisation, organisation_id)
    if organisation is None:
        raise UnknownOrganisation("No organisation has this id")
    return organisation


async def find_cluster(session: AsyncSession) -> Organisation | None:
    """Return the cluster's own organisation, once it was bootstrapped."""
    return (
        await session.scalars(select(Organisation).where(Organisation.is_cluster))
    ).one_or_none()


async def locked_organisation(
    session: AsyncSession, organisation_id: UUID, *, pointer: str | None = None
) -> Organisation:
    """Return the organisation, locked until the transaction ends; raise `UnknownOrganisation`.

    `pointer` names the field of the request that holds the id, where the path does not.
    """
    organisation = await session.get(Organisation, organisation_id, with_for_update=True)
    if organisation is None:
        raise UnknownOrganisation("No organisation has this id", pointer=pointer)
    return organisation


async def hold_organisation(session: AsyncSession, organisation_id: UUID) -> None:
    """Hold the organisation until the transaction ends, for whoever changes who acts for it.

    Raises `UnknownOrganisation`.
    """
    # Two representatives that dismiss each other at once: the second sees the first's effect. Not
    # the whole row: a login that holds the delegation refers to the organisation, and would wait.
    found = await session.scalar(
        select(Organisation.id)
        .where(Organisation.id == organisation_id)
        .with_for_update(key_share=True)
    )
    if found is None:
        raise UnknownOrganisation("No organisation has this id")
