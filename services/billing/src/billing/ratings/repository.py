"""What is loaded to rate orders, and of ratings."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.fees.repository import fee_schedules
from billing.fees.rules import FeeRates, Membership, schedule_at
from billing.loyalty.repository import loyalty_programmes
from billing.loyalty.rules import (
    ConfirmedOrder,
    LoyaltyTerms,
    Purchases,
    counts_differ_from,
    programme_at,
)
from billing.orders.orm import Order
from billing.orders.repository import purchases_of
from billing.organisations.repository import known_of, memberships_of
from billing.organisations.rules import PartyChange
from billing.ratings.orm import Rating
from billing.ratings.rules import Pricing, rate_order

OPEN: Final = ~exists().where(Rating.order_id == Order.id, Rating.frozen_at.is_not(None))
"""That an order's rating is not frozen, or that it has none yet."""


@dataclass(frozen=True)
class Basis:
    """All that the ratings of one client's orders follow from, as it is known by now."""

    client_id: UUID
    known: AbstractSet[UUID]
    memberships: Mapping[UUID, Sequence[Membership]]
    schedules: Sequence[FeeRates]
    programmes: Sequence[LoyaltyTerms]
    purchases: Purchases

    def price(self, order: ConfirmedOrder, *, provider_id: UUID, net_cents: int) -> Pricing | None:
        """What the order costs; None while a party is unknown or no fee schedule covers it."""
        schedule = schedule_at(self.schedules, order.confirmed_at)
        if schedule is None or not {self.client_id, provider_id} <= self.known:
            return None
        return rate_order(
            net_cents=net_cents,
            order=order,
            purchases=self.purchases,
            memberships=self.memberships.get(provider_id, []),
            schedule=schedule,
            programme=programme_at(self.programmes, order.confirmed_at),
        )


async def basis_of(session: AsyncSession, client_id: UUID, provider_ids: Iterable[UUID]) -> Basis:
    """What orders of this client from these providers are rated by."""
    providers = set(provider_ids)
    return Basis(
        client_id=client_id,
        known=await known_of(session, {client_id, *providers}),
        memberships=await memberships_of(session, providers),
        schedules=await fee_schedules(session),
        programmes=await loyalty_programmes(session),
        purchases=await purchases_of(session, client_id),
    )


async def ratings_of(session: AsyncSession, order_ids: Collection[UUID]) -> dict[UUID, Rating]:
    """The ratings of these orders by order; those that wait have none."""
    rows = await session.scalars(select(Rating).where(Rating.order_id.in_(order_ids)))
    return {row.order_id: row for row in rows}


async def open_orders(session: AsyncSession, order_ids: Iterable[UUID]) -> Sequence[Order]:
    """Those of the orders whose rating is not frozen, by client."""
    rows = await session.scalars(
        select(Order).where(Order.id.in_(order_ids), OPEN).order_by(Order.client_id)
    )
    return rows.all()


async def open_orders_beside(
    session: AsyncSession, order: Order, *, counted_before: ConfirmedOrder | None
) -> Sequence[Order]:
    """The changed order, and those of its client whose place in the count it may move, if open.

    Most orders are confirmed after all others that are known, and so touch only themselves.
    """
    touched = Order.id == order.id
    since = counts_differ_from(counted_before, order.counted)
    if since is not None:
        touched |= (Order.confirmed_at >= since) & ~Order.related_parties
    rows = await session.scalars(
        select(Order).where(Order.client_id == order.client_id, touched, OPEN)
    )
    return rows.all()


async def open_orders_of_party(session: AsyncSession, change: PartyChange) -> dict[UUID, UUID]:
    """The open orders that an organisation's new state may rate otherwise, and their clients."""
    party = Order.provider_id == change.organisation_id
    if change.is_new:
        party = or_(party, Order.client_id == change.organisation_id)
    rows = await session.execute(
        select(Order.id, Order.client_id, Order.confirmed_at).where(party, OPEN)
    )
    return {order_id: client_id for order_id, client_id, at in rows if change.matters_at(at)}
