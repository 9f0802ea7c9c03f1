"""Who represents an organisation now."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.delegations.orm import Delegation


async def representatives_of(session: AsyncSession, organisation_id: UUID) -> frozenset[UUID]:
    """The accounts of those who represent the organisation."""
    return frozenset(
        await session.scalars(
            select(Delegation.account_id).where(
                Delegation.organisation_id == organisation_id,
                Delegation.office == "representative",
            )
        )
    )
