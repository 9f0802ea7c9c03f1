"""Keeping our copy of the marketplace's orders."""

from sqlalchemy.ext.asyncio import AsyncSession

from billing.locks import lock_for_rating
from billing.orders.orm import Order
from billing.orders.readers import OrderRead
from billing.ratings.use_cases import rate_orders_of_client


async def receive_order(session: AsyncSession, state: OrderRead) -> None:
    """Store a newer state of an order, then rate it, in the same transaction.

    An older or equal version is ignored. A completed order that overtook its own
    confirmation carries the moment of both, so nothing is lost by that. An order that turns
    out to be between related parties stays one.
    """
    await lock_for_rating(session)
    row = await session.get(Order, state.id)
    if row is not None and row.version >= state.version:
        return
    if row is None:
        row = Order(id=state.id)
        session.add(row)
    row.version = state.version
    row.status = state.status
    row.tender_id = state.tender_id
    row.lot_id = state.lot_id
    row.client_id = state.client_id
    row.provider_id = state.provider_id
    row.title = state.title
    row.net_cents = state.net.cents
    row.confirmed_at = state.confirmed_at
    row.completed_at = state.completed_at
    row.related_parties = bool(row.related_parties) or state.related_parties
    await session.flush()
    await rate_orders_of_client(session, state.client_id)
