"""What is loaded to issue invoices: which orders are due, each locked and with its rating."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.days import riga_day
from billing.invoices.errors import InvoiceNotFound
from billing.invoices.orm import Invoice, InvoicedOrder
from billing.invoices.rules import CLIENT, FEE, RatedOrder
from billing.orders.orm import Order
from billing.ratings.orm import Rating
from shared.rows import locked_row


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


def fee_missing() -> ColumnElement[bool]:
    """The condition that the fee of an order, joined to its rating if any, is on no invoice.

    An order without a rating counts, one whose fee is nothing does not.
    """
    return and_(not_invoiced(FEE), or_(Rating.fee_cents > 0, Rating.order_id.is_(None)))


def _fee_due(until: datetime) -> ColumnElement[bool]:
    return and_(Order.completed_at < until, fee_missing())


async def locked_order(session: AsyncSession, order_id: UUID, *, kind: str) -> Order | None:
    """Lock the order until the transaction ends; None when it has been invoiced meanwhile.

    Two runs that meet at one order take turns here, and the second sees the first's invoice.
    """
    order = await locked_row(session, Order, order_id)
    assert order is not None, "orders are never deleted"
    taken = await session.scalar(
        select(InvoicedOrder.invoice_id).where(
            InvoicedOrder.order_id == order_id, InvoicedOrder.kind == kind
        )
    )
    return order if taken is None and order.completed_at is not None else None


async def rated(session: AsyncSession, order: Order) -> RatedOrder | None:
    """The completed order as a document needs it; None while it waits for its rating."""
    rating = await session.get(Rating, order.id)
    if rating is None or order.completed_at is None:
        return None
    return RatedOrder(
        id=order.id,
        client_id=order.client_id,
        provider_id=order.provider_id,
        title=order.title,
        net_cents=order.net_cents,
        figures=rating.figures,
        completed_at=order.completed_at,
        steps=rating.steps,
    )


async def locked_invoice(session: AsyncSession, invoice_id: UUID) -> Invoice:
    """Lock the invoice until the transaction ends; raise `InvoiceNotFound`."""
    invoice = await locked_row(session, Invoice, invoice_id)
    if invoice is None:
        raise InvoiceNotFound("There is no such invoice")
    return invoice


async def first_ordered_on(session: AsyncSession, invoice_id: UUID) -> date:
    """The day in Riga on which the first of the invoice's orders was confirmed."""
    first = await session.scalar(
        select(func.min(Order.confirmed_at))
        .join(InvoicedOrder, InvoicedOrder.order_id == Order.id)
        .where(InvoicedOrder.invoice_id == invoice_id)
    )
    assert first is not None, "an invoice is of at least one order"
    return riga_day(first)
