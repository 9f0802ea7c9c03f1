"""What a person is to which organisations, as delegated right now."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.access_tokens.rules import Standing
from registry.representatives.orm import Delegation


async def standings_of(session: AsyncSession, account_id: UUID) -> list[Standing]:
    """The person's standings, the one delegated first at the front."""
    rows = await session.execute(
        select(Delegation.organisation_id, Delegation.office)
        .where(Delegation.account_id == account_id)
        .order_by(Delegation.created_at, Delegation.organisation_id)
    )
    offices: dict[UUID, set[str]] = {}
    for organisation_id, office in rows:
        offices.setdefault(organisation_id, set()).add(office)
    return [Standing(organisation_id, frozenset(held)) for organisation_id, held in offices.items()]
