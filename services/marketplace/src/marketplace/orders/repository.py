"""Finding orders, whole: with their milestones."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from marketplace.affiliations.repository import related_among
from marketplace.bids.orm import BidMember
from marketplace.offers.errors import NotTheProvider
from marketplace.orders.errors import MilestoneNotFound, OrderNotFound
from marketplace.orders.orm import Milestone, Order
from marketplace.orders.rules import Side
from marketplace.tenders.errors import NotTheClient
from shared.callers import Caller
from shared.clocks import Clock
from shared.rows import locked_row


async def own_order(session: AsyncSession, order_id: UUID, *, by: Caller, side: Side) -> Order:
    """Lock and return an order, for the given side of it.

    Raises OrderNotFound for a stranger, NotTheClient or NotTheProvider for the other side.
    """
    order = _known_to(await locked_row(session, Order, order_id), by)
    if side == "client" and by.organisation_id != order.client_id:
        raise NotTheClient("Only the client of the order may do this")
    if side == "provider" and by.organisation_id != order.provider_id:
        raise NotTheProvider("Only the provider of the order may do this")
    await load_milestones(session, [order])
    return order


async def seen_order(session: AsyncSession, order_id: UUID, *, by: Caller) -> Order:
    """Return an order to either side of it. Raises OrderNotFound."""
    order = _known_to(await session.get(Order, order_id), by)
    await load_milestones(session, [order])
    return order


def _known_to(order: Order | None, by: Caller) -> Order:
    if order is None or by.organisation_id not in {order.client_id, order.provider_id}:
        raise OrderNotFound("There is no such order")
    return order


async def load_milestones(session: AsyncSession, orders: Sequence[Order]) -> None:
    """Give each order its milestones, in their order, by one statement for all."""
    found: dict[UUID, list[Milestone]] = defaultdict(list)
    ids = [order.id for order in orders]
    for one in await session.scalars(
        select(Milestone).where(Milestone.order_id.in_(ids)).order_by(Milestone.position)
    ):
        found[one.order_id].append(one)
    for order in orders:
        set_committed_value(order, "milestones", found[order.id])
        for one in found[order.id]:
            set_committed_value(one, "order", order)


def milestone_of(order: Order, milestone_id: UUID) -> Milestone:
    """Return one of the order's milestones. Raises MilestoneNotFound."""
    for one in order.milestones:
        if one.id == milestone_id:
            return one
    raise MilestoneNotFound("The order has no such milestone")


async def related_now(session: AsyncSession, clock: Clock, order: Order) -> bool:
    """Whether at this moment any participant of the order's bid is related to the client.

    A tie that a participant made after the award does not count: it would take the client's
    discount and review away without any act of the client.
    """
    members = await session.scalars(
        select(BidMember.organisation_id).where(BidMember.bid_id == order.bid_id)
    )
    related = await related_among(
        session,
        organisation_id=order.client_id,
        others=set(members),
        now=clock.now(),
        awarded_at=order.placed_at,
    )
    return bool(related)
