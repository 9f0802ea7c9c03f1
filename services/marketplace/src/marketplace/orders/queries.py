"""Reading orders: each side its own."""

from collections.abc import AsyncGenerator, Sequence
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.orders.orm import Order
from marketplace.orders.repository import load_milestones, seen_order
from marketplace.orders.rules import Side
from marketplace.orders.schemas import OrderOut
from marketplace.vocabulary import OrderStatus
from shared.callers import Caller
from shared.http.paging import Key, Page, Paging, page_of_batches


async def list_orders(
    session: AsyncSession,
    *,
    paging: Paging,
    by: Caller,
    side: Side | None,
    status: OrderStatus | None,
) -> Page[OrderOut]:
    """The caller's orders, newest first, bought and sold; `side` restricts to one."""
    sides = {"client": Order.client_id, "provider": Order.provider_id}
    columns = [sides[side]] if side is not None else list(sides.values())
    statement = select(Order).where(or_(*(column == by.acting_for for column in columns)))
    if status is not None:
        statement = statement.where(Order.status == status)

    async def shown(rows: Sequence[Order]) -> AsyncGenerator[OrderOut]:
        await load_milestones(session, rows)
        for row in rows:
            yield OrderOut.model_validate(row)

    return await page_of_batches(
        session,
        statement,
        keys=[Key(Order.id, lambda row: row.id, descending=True)],
        paging=paging,
        to_items=shown,
    )


async def read_order(session: AsyncSession, *, order_id: UUID, by: Caller) -> OrderOut:
    """One order, for its client and its provider. Raises `OrderNotFound` for a stranger."""
    return OrderOut.model_validate(await seen_order(session, order_id, by=by))
