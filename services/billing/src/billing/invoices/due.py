"""Which orders are still to be invoiced, and what a document needs to know of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.invoices.orm import InvoicedOrder
from billing.invoices.rules import CLIENT, FEE, RatedOrder
from billing.orders.orm import Order
from billing.ratings.orm import Rating
from billing.ratings.rules import Line


def not_invoiced(kind: str) -> ColumnElement[bool]:
    """The condition that an order is on no invoice of this kind."""
    return ~exists().where(InvoicedOrder.order_id == Order.id, InvoicedOrder.kind == kind)


async def client_orders_due(session: AsyncSession, until: datetime) -> Sequence[UUID]:
    """Orders completed before `until` without a client invoice, in order of completion."""
    rows = await session.scalars(
        select(Order.id)
        .where(Order.completed_at < until, not_invoiced(CLIENT))
        .order_by(Order.completed_at, Order.id)
    )
    return rows.all()


async def providers_due(session: AsyncSession, until: datetime) -> Sequence[UUID]:
    """Providers of orders completed before `until` whose fee is not invoiced, by id.

    An order without a rating counts, so that the run can say why it was skipped; an order
    whose fee is nothing does not.
    """
    rows = await session.scalars(
        select(Order.provider_id)
        .distinct()
        .outerjoin(Rating, Rating.order_id == Order.id)
        .where(_fee_due(until))
        .order_by(Order.provider_id)
    )
    return rows.all()


async def fee_orders_due(
    session: AsyncSession, *, provider_id: UUID, until: datetime
) -> Sequence[UUID]:
    """The provider's orders whose fee is to be invoiced, in order of completion."""
    rows = await session.scalars(
        select(Order.id)
        .outerjoin(Rating, Rating.order_id == Order.id)
        .where(_fee_due(until), Order.provider_id == provider_id)
        .order_by(Order.completed_at, Order.id)
    )
    return rows.all()


async def clients_of(session: AsyncSession, order_ids: Collection[UUID]) -> set[UUID]:
    """Whose orders these are."""
    return set(await session.scalars(select(Order.client_id).where(Order.id.in_(order_ids))))


def _fee_due(until: datetime) -> ColumnElement[bool]:
    return and_(
        Order.completed_at < until,
        not_invoiced(FEE),
        or_(Rating.fee_cents > 0, Rating.order_id.is_(None)),
    )


@dataclass(frozen=True)
class DueOrder:
    """A locked order as a document needs it; `rated` is None while it waits for its rating."""

    order_id: UUID
    client_id: UUID
    provider_id: UUID
    cluster_share_cents: int
    rated: RatedOrder | None


async def locked_order(session: AsyncSession, order_id: UUID, *, kind: str) -> DueOrder | None:
    """Lock the order until the transaction ends; None when it has been invoiced meanwhile.

    Two runs that meet at one order take turns here, and the second sees the first's invoice.
    """
    order = (
        await session.scalars(select(Order).where(Order.id == order_id).with_for_update())
    ).one()
    taken = await session.scalar(
        select(InvoicedOrder.invoice_id).where(
            InvoicedOrder.order_id == order_id, InvoicedOrder.kind == kind
        )
    )
    if taken is not None or order.completed_at is None:
        return None
    rating = await session.get(Rating, order_id)
    rated = None
    if rating is not None:
        rated = RatedOrder(
            id=order.id,
            title=order.title,
            net_cents=order.net_cents,
            fee_cents=rating.fee_cents,
            discount_cents=rating.discount_cents,
            discount_rate_ppm=rating.discount_rate_ppm,
            completed_at=order.completed_at,
            steps=tuple(Line(**line) for line in rating.lines),
        )
    return DueOrder(
        order_id=order.id,
        client_id=order.client_id,
        provider_id=order.provider_id,
        cluster_share_cents=rating.cluster_share_cents if rating else 0,
        rated=rated,
    )
