"""The paths of orders, below /v1/marketplace/orders."""

from uuid import UUID

from fastapi import Response

from marketplace.callers import Acting, Reading
from marketplace.orders import queries, use_cases
from marketplace.orders.schemas import Ending, OrderShown
from marketplace.orders.use_cases import Side
from marketplace.vocabulary import OrderStatus
from shared.http.etags import set_etag
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session

router = Router(prefix="/v1/marketplace/orders", tags=["orders"])


@router.get("")
async def list_orders(
    reader: Reading,
    session: Session,
    pages: Pages,
    side: Side | None = None,
    status: OrderStatus | None = None,
) -> Page[OrderShown]:
    """The caller's orders, newest first, bought and sold; `side` restricts to one."""
    return await queries.orders(session, paging=pages, reader_id=reader, side=side, status=status)


@router.get("/{order_id}")
async def read_order(
    reader: Reading, session: Session, order_id: UUID, response: Response
) -> OrderShown:
    """One order, for its client and its provider."""
    shown = await queries.order(session, order_id=order_id, reader_id=reader)
    set_etag(response, shown.version)
    return shown


@router.post("/{order_id}/confirmation")
async def confirm_order(
    acting: Acting, session: Session, clock: BusinessClock, order_id: UUID
) -> OrderShown:
    """Take an order, as its provider. Announces `order.confirmed`."""
    order = await use_cases.confirm(session, clock, order_id=order_id, provider_id=acting)
    return OrderShown.of(*order)


@router.post("/{order_id}/refusal")
async def decline_order(
    acting: Acting, session: Session, clock: BusinessClock, order_id: UUID, body: Ending
) -> OrderShown:
    """Decline an order that is not confirmed, as its provider. Announces `order.declined`."""
    order = await use_cases.decline(
        session, clock, order_id=order_id, provider_id=acting, reason=body.reason
    )
    return OrderShown.of(*order)


@router.post("/{order_id}/cancellation")
async def cancel_order(
    acting: Acting, session: Session, clock: BusinessClock, order_id: UUID, body: Ending
) -> OrderShown:
    """Call off an order that is not confirmed, as its client. Announces `order.cancelled`."""
    order = await use_cases.cancel(
        session, clock, order_id=order_id, client_id=acting, reason=body.reason
    )
    return OrderShown.of(*order)


@router.post("/{order_id}/milestones/{milestone_id}/delivery")
async def deliver_milestone(
    acting: Acting, session: Session, clock: BusinessClock, order_id: UUID, milestone_id: UUID
) -> OrderShown:
    """Say that a milestone is delivered, as the provider of a confirmed order."""
    order = await use_cases.deliver(
        session, clock, order_id=order_id, milestone_id=milestone_id, provider_id=acting
    )
    return OrderShown.of(*order)


@router.post("/{order_id}/milestones/{milestone_id}/acceptance")
async def accept_milestone(
    acting: Acting, session: Session, clock: BusinessClock, order_id: UUID, milestone_id: UUID
) -> OrderShown:
    """Accept a delivered milestone, as the client of a confirmed order."""
    order = await use_cases.accept(
        session, clock, order_id=order_id, milestone_id=milestone_id, client_id=acting
    )
    return OrderShown.of(*order)


@router.post("/{order_id}/completion")
async def complete_order(
    acting: Acting, session: Session, clock: BusinessClock, order_id: UUID
) -> OrderShown:
    """Close an order whose every milestone is accepted, as its client.

    Announces `order.completed`.
    """
    order = await use_cases.complete(session, clock, order_id=order_id, client_id=acting)
    return OrderShown.of(*order)
