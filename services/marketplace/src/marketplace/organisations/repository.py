"""Asking the copy of organisations whether one is known."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.organisations.errors import OrganisationNotYetKnown
from marketplace.organisations.orm import Organisation


async def check_known(session: AsyncSession, organisation_id: UUID) -> None:
    """Raise OrganisationNotYetKnown unless the registry's event about it has arrived."""
    known = await session.scalar(select(Organisation.id).where(Organisation.id == organisation_id))
    if known is None:
        raise OrganisationNotYetKnown(
            "The organisation that you act for has not arrived here yet; try again in a moment"
        )


async def unknown_among(session: AsyncSession, ids: Collection[UUID]) -> set[UUID]:
    """Return those of `ids` that no event has told of."""
    if not ids:
        return set()
    known = await session.scalars(select(Organisation.id).where(Organisation.id.in_(ids)))
    return set(ids) - set(known)
