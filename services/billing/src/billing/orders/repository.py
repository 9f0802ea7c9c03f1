"""What is loaded of orders."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.loyalty.rules import Purchases
from billing.orders.orm import Order


async def purchases_of(session: AsyncSession, client_id: UUID) -> Purchases:
    """All purchases of the client: its lots, without orders between related parties."""
    rows = await session.execute(
        select(Order.lot_id, func.min(Order.confirmed_at))
        .where(Order.client_id == client_id, ~Order.related_parties)
        .group_by(Order.lot_id)
    )
    return Purchases(dict(rows.all()))


async def clients_of(session: AsyncSession, order_ids: Collection[UUID]) -> set[UUID]:
    """Whose orders these are."""
    return set(await session.scalars(select(Order.client_id).where(Order.id.in_(order_ids))))
