"""The paths of orders, below /v1/marketplace/orders."""

from inspect import getdoc
from uuid import UUID

from fastapi import Response

from marketplace.callers import Reader, Representative
from marketplace.orders import queries, use_cases
from marketplace.orders.rules import Side
from marketplace.orders.schemas import EndingIn, OrderOut
from marketplace.vocabulary import OrderStatus
from shared.http.etags import set_etag
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session

router = Router(prefix="/v1/marketplace/orders", tags=["orders"])


@router.get("", description=getdoc(queries.list_orders))
async def list_orders(
    by: Reader,
    session: Session,
    pages: Pages,
    side: Side | None = None,
    status: OrderStatus | None = None,
) -> Page[OrderOut]:
    return await queries.list_orders(session, paging=pages, by=by, side=side, status=status)


@router.get("/{order_id}", description=getdoc(queries.read_order))
async def read_order(by: Reader, session: Session, order_id: UUID, response: Response) -> OrderOut:
    order = await queries.read_order(session, order_id=order_id, by=by)
    set_etag(response, order.version)
    return order


@router.post("/{order_id}/confirmation", description=getdoc(use_cases.confirm_order))
async def confirm_order(
    by: Representative, session: Session, clock: BusinessClock, order_id: UUID
) -> OrderOut:
    order = await use_cases.confirm_order(session, clock, order_id=order_id, by=by)
    return OrderOut.model_validate(order)


@router.post("/{order_id}/refusal", description=getdoc(use_cases.decline_order))
async def decline_order(
    by: Representative, session: Session, clock: BusinessClock, order_id: UUID, body: EndingIn
) -> OrderOut:
    order = await use_cases.decline_order(
        session, clock, order_id=order_id, by=by, reason=body.reason
    )
    return OrderOut.model_validate(order)


@router.post("/{order_id}/cancellation", description=getdoc(use_cases.cancel_order))
async def cancel_order(
    by: Representative, session: Session, clock: BusinessClock, order_id: UUID, body: EndingIn
) -> OrderOut:
    order = await use_cases.cancel_order(
        session, clock, order_id=order_id, by=by, reason=body.reason
    )
    return OrderOut.model_validate(order)


@router.post(
    "/{order_id}/milestones/{milestone_id}/delivery",
    description=getdoc(use_cases.deliver_milestone),
)
async def deliver_milestone(
    by: Representative,
    session: Session,
    clock: BusinessClock,
    order_id: UUID,
    milestone_id: UUID,
) -> OrderOut:
    order = await use_cases.deliver_milestone(
        session, clock, order_id=order_id, milestone_id=milestone_id, by=by
    )
    return OrderOut.model_validate(order)


@router.post(
    "/{order_id}/milestones/{milestone_id}/acceptance",
    description=getdoc(use_cases.accept_milestone),
)
async def accept_milestone(
    by: Representative,
    session: Session,
    clock: BusinessClock,
    order_id: UUID,
    milestone_id: UUID,
) -> OrderOut:
    order = await use_cases.accept_milestone(
        session, clock, order_id=order_id, milestone_id=milestone_id, by=by
    )
    return OrderOut.model_validate(order)


@router.post("/{order_id}/completion", description=getdoc(use_cases.complete_order))
async def complete_order(
    by: Representative, session: Session, clock: BusinessClock, order_id: UUID
) -> OrderOut:
    order = await use_cases.complete_order(session, clock, order_id=order_id, by=by)
    return OrderOut.model_validate(order)
