"""Keeping our copy of the marketplace's orders."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from billing.locks import lock_clients, share_parties
from billing.loyalty.rules import ConfirmedOrder
from billing.orders.orm import Order
from billing.orders.readers import OrderRead


@dataclass(frozen=True)
class OrderChange:
    """An order whose figures are new, and how it counted as a purchase before, if it did."""

    order: Order
    counted_before: ConfirmedOrder | None


async def keep_order(session: AsyncSession, state: OrderRead) -> OrderChange | None:
    """Store a newer state of an order, and say whether its figures are new.

    None: an older or equal version, which is ignored, or one with the same figures (a
    completion, as a rule). A completed order that overtook its own confirmation carries the
    moment of both, so nothing is lost by that. An order that turns out to be between related
    parties stays one. Holds the locks of its parties and its client until the transaction ends.
    """
    await share_parties(session, {state.client_id, state.provider_id})
    await lock_clients(session, {state.client_id})
    row = await session.get(Order, state.id)
    if row is not None and row.version >= state.version:
        return None
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
    return OrderChange(row, counted_before) if row.figures != before else None
