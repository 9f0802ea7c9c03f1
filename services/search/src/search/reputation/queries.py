"""Reading what clients said of providers."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from search.reputation.orm import Review
from search.reputation.rules import Reputation


async def reputations(session: AsyncSession, providers: Collection[UUID]) -> dict[UUID, Reputation]:
    """The reputations of those among `providers` that have one."""
    rows = await session.execute(
        select(Review.provider_id, func.count(), func.sum(Review.rating))
        .where(Review.provider_id.in_(providers))
        .group_by(Review.provider_id)
    )
    return {provider: Reputation(count, int(total)) for provider, count, total in rows}
