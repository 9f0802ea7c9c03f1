"""Who is of an organisation, and with which roles, for whoever changes that."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.delegations.orm import Delegation


async def delegation_of(
    session: AsyncSession, *, organisation_id: UUID, account_id: UUID
) -> Delegation | None:
    """The person's place among the organisation's people, locked; None for who has none."""
    return (
        await session.scalars(
            select(Delegation)
            .where(
                Delegation.organisation_id == organisation_id,
                Delegation.account_id == account_id,
                Delegation.office == "representative",
            )
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    ).one_or_none()


async def administrators_of(session: AsyncSession, organisation_id: UUID) -> frozenset[UUID]:
    """The accounts of those who administer the organisation."""
    return frozenset(
        await session.scalars(
            select(Delegation.account_id).where(
                Delegation.organisation_id == organisation_id,
                Delegation.office == "representative",
                Delegation.roles.contains(["administrator"]),
            )
        )
    )
