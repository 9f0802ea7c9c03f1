"""Keeping our copy of the marketplace's orders."""

from sqlalchemy.ext.asyncio import AsyncSession

from billing.locks import lock_clients, share_parties
from billing.orders.orm import Order
from billing.orders.readers import OrderRead
from billing.ratings.use_cases import rate_changed_order


async def receive_order(session: AsyncSession, state: OrderRead) -> None:
    """Store a newer state of an order, then rate what that changes, in the same transaction.

    An older or equal version is ignored, and one with the same figures (a completion, as a
    rule) rates nothing. A completed order that overtook its own
    confirmation carries the moment of both, so nothing is lost by that. An order that turns
    out to be between related parties stays one.
    """
    await share_parties(session, {state.client_id, state.provider_id})
    await lock_clients(session, {state.client_id})
    row = await session.get(Order, state.id)
    if row is not None and row.version >= state.version:
        return
    before = row.figures if row else None
    counted_before = row.counted if row else None
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
    if row.figures != before:
        await rate_changed_order(session, row, counted_before=counted_before)
