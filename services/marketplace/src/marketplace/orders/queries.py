"""Reading orders: each side its own."""

from collections import defaultdict
from collections.abc import AsyncGenerator, Sequence
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.errors import OrderNotFound
from marketplace.orders.orm import Milestone, Order
from marketplace.orders.schemas import OrderShown
from marketplace.orders.use_cases import Side, milestones_of
from marketplace.vocabulary import OrderStatus
from shared.http.paging import Key, Page, Paging, page_of_batches


async def orders(
    session: AsyncSession,
    *,
    paging: Paging,
    reader_id: UUID,
    side: Side | None,
    status: OrderStatus | None,
) -> Page[OrderShown]:
    """Return the reader's orders, newest first; `side` restricts to those it buys or sells."""
    sides = {"client": Order.client_id, "provider": Order.provider_id}
    columns = [sides[side]] if side is not None else list(sides.values())
    statement = select(Order).where(or_(*(column == reader_id for column in columns)))
    if status is not None:
        statement = statement.where(Order.status == status)

    async def shown(rows: Sequence[Order]) -> AsyncGenerator[OrderShown]:
        milestones: dict[UUID, list[Milestone]] = defaultdict(list)
        ids = [row.id for row in rows]
        for one in await session.scalars(
            select(Milestone).where(Milestone.order_id.in_(ids)).order_by(Milestone.position)
        ):
            milestones[one.order_id].append(one)
        for row in rows:
            yield OrderShown.of(row, milestones[row.id])

    return await page_of_batches(
        session,
        statement,
        keys=[Key(Order.id, lambda row: row.id, descending=True)],
        paging=paging,
        to_items=shown,
    )


async def order(session: AsyncSession, *, order_id: UUID, reader_id: UUID) -> OrderShown:
    """Return one order of the reader's; OrderNotFound for a stranger."""
    row = await session.get(Order, order_id)
    if row is None or reader_id not in {row.client_id, row.provider_id}:
        raise OrderNotFound("There is no such order")
    return OrderShown.of(row, await milestones_of(session, order_id))
