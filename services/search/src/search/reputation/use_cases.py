"""Keeping reviews, and averaging them."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from search.reputation.orm import Review


@dataclass(frozen=True, slots=True)
class Reputation:
    """How many reviews a provider has, and the sum of their stars."""

    count: int
    total: int

    @property
    def average(self) -> str:
        """With one decimal, half up, for instance "4.5"."""
        exact = Decimal(self.total) / Decimal(self.count)
        return str(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))


async def keep(
    session: AsyncSession, *, review_id: UUID, version: int, provider_id: UUID, rating: int
) -> None:
    """Store a review unless ours is as new or newer."""
    statement = insert(Review).values(
        id=review_id, version=version, provider_id=provider_id, rating=rating
    )
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=[Review.id],
            set_={"version": version, "provider_id": provider_id, "rating": rating},
            where=Review.version < version,
        )
    )


async def reputations(session: AsyncSession, providers: Collection[UUID]) -> dict[UUID, Reputation]:
    """The reputations of those among `providers` that have one."""
    rows = await session.execute(
        select(Review.provider_id, func.count(), func.sum(Review.rating))
        .where(Review.provider_id.in_(providers))
        .group_by(Review.provider_id)
    )
    return {provider: Reputation(count, int(total)) for provider, count, total in rows}
