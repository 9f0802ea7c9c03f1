"""What can be done with an order: the provider confirms and delivers, the client accepts."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.affiliations.queries import related_among
from marketplace.bids.orm import BidMember
from marketplace.bids.rules import Offer
from marketplace.errors import MilestoneNotFound, NotTheClient, NotTheProvider, OrderNotFound
from marketplace.locking import locked_row
from marketplace.orders import rules
from marketplace.orders.events import (
    MilestoneState,
    OrderCancelled,
    OrderCompleted,
    OrderConfirmed,
    OrderDeclined,
    OrderPlaced,
    OrderState,
)
from marketplace.orders.orm import Milestone, Order
from marketplace.tenders.orm import Lot, Tender
from shared.clocks import Clock
from shared.ids import new_id
from shared.messaging.outbox import announce
from shared.money import Money

Side = Literal["client", "provider"]


async def place_orders(
    session: AsyncSession,
    clock: Clock,
    *,
    tender: Tender,
    lot: Lot,
    bid_id: UUID,
    lead_id: UUID,
    offer: Offer,
    related_parties: bool,
) -> list[Order]:
    """Place one order with each participant of an awarded bid; part of the award.

    The orders' nets sum to the bid's price, and each order's milestones to its net: cents by
    largest remainder, ties by id. One related participant marks the orders of all. Announces
    `order.placed` for each.
    """
    now = clock.now()
    shares = offer.shares(lead_id)
    nets = rules.apportion(offer.price_cents, shares)
    placed = []
    for provider_id, percent in shares:
        order = Order(
            id=new_id(),
            version=1,
            tender_id=tender.id,
            lot_id=lot.id,
            bid_id=bid_id,
            client_id=tender.client_id,
            provider_id=provider_id,
            title=lot.title,
            net_cents=nets[provider_id],
            share_percent=percent,
            status="placed",
            placed_at=now,
            related_parties=related_parties,
        )
        session.add(order)
        # No relationship tells SQLAlchemy which of the two rows comes first.
        await session.flush()
        milestones = _milestones(order, offer)
        session.add_all(milestones)
        await announce(session, state_of(OrderPlaced, order, milestones))
        placed.append(order)
    return placed


def _milestones(order: Order, offer: Offer) -> list[Milestone]:
    # Sorted, so that a tie by id is a tie by position.
    ids = sorted(new_id() for _ in offer.milestones)
    shares = [(key, one.share_percent) for key, one in zip(ids, offer.milestones, strict=True)]
    nets = rules.apportion(order.net_cents, shares)
    return [
        Milestone(
            id=key,
            order_id=order.id,
            position=position,
            title=one.title,
            net_cents=nets[key],
            due_days=one.due_days,
            status="pending",
        )
        for position, (key, one) in enumerate(zip(ids, offer.milestones, strict=True), start=1)
    ]


async def confirm(
    session: AsyncSession, clock: Clock, *, order_id: UUID, provider_id: UUID
) -> tuple[Order, list[Milestone]]:
    """Take the order, as its provider. Announces `order.confirmed`.

    Raises OrderNotFound, NotTheProvider, OrderStateForbids.
    """
    order, milestones = await locked(session, order_id, provider_id, side="provider")
    order.status = rules.moved(order.status, "confirm")
    order.confirmed_at = clock.now()
    await _announce_next(session, clock, OrderConfirmed, order, milestones)
    return order, milestones


async def decline(
    session: AsyncSession, clock: Clock, *, order_id: UUID, provider_id: UUID, reason: str
) -> tuple[Order, list[Milestone]]:
    """Refuse an order that is not confirmed, as its provider. Announces `order.declined`.

    Raises OrderNotFound, NotTheProvider, OrderStateForbids.
    """
    order, milestones = await locked(session, order_id, provider_id, side="provider")
    order.status = rules.moved(order.status, "decline")
    order.ended_at, order.end_reason = clock.now(), reason
    await _announce_next(session, clock, OrderDeclined, order, milestones)
    return order, milestones


async def cancel(
    session: AsyncSession, clock: Clock, *, order_id: UUID, client_id: UUID, reason: str
) -> tuple[Order, list[Milestone]]:
    """Call off an order that is not confirmed, as its client. Announces `order.cancelled`.

    Raises OrderNotFound, NotTheClient, OrderStateForbids.
    """
    order, milestones = await locked(session, order_id, client_id, side="client")
    order.status = rules.moved(order.status, "cancel")
    order.ended_at, order.end_reason = clock.now(), reason
    await _announce_next(session, clock, OrderCancelled, order, milestones)
    return order, milestones


async def deliver(
    session: AsyncSession, clock: Clock, *, order_id: UUID, milestone_id: UUID, provider_id: UUID
) -> tuple[Order, list[Milestone]]:
    """Say that a milestone is delivered, as the provider of a confirmed order.

    Raises OrderNotFound, NotTheProvider, MilestoneNotFound, OrderStateForbids,
    MilestoneStateForbids.
    """
    order, milestones = await locked(session, order_id, provider_id, side="provider")
    _move_milestone(order, milestones, milestone_id, "deliver", at=clock.now())
    return order, milestones


async def accept(
    session: AsyncSession, clock: Clock, *, order_id: UUID, milestone_id: UUID, client_id: UUID
) -> tuple[Order, list[Milestone]]:
    """Accept a delivered milestone, as the client of a confirmed order.

    Raises OrderNotFound, NotTheClient, MilestoneNotFound, OrderStateForbids,
    MilestoneStateForbids.
    """
    order, milestones = await locked(session, order_id, client_id, side="client")
    _move_milestone(order, milestones, milestone_id, "accept", at=clock.now())
    return order, milestones


async def complete(
    session: AsyncSession, clock: Clock, *, order_id: UUID, client_id: UUID
) -> tuple[Order, list[Milestone]]:
    """Close an order whose every milestone is accepted, as its client.

    Announces `order.completed`. Raises OrderNotFound, NotTheClient, OrderStateForbids,
    MilestonesNotAccepted.
    """
    order, milestones = await locked(session, order_id, client_id, side="client")
    order.status = rules.completed(order.status, [one.status for one in milestones])
    order.completed_at = clock.now()
    await _announce_next(session, clock, OrderCompleted, order, milestones)
    return order, milestones


async def locked(
    session: AsyncSession, order_id: UUID, organisation_id: UUID, *, side: Side
) -> tuple[Order, list[Milestone]]:
    """Lock and return an order with its milestones, for the given side of it.

    Raises OrderNotFound for a stranger, NotTheClient or NotTheProvider for the other side.
    """
    order = await locked_row(session, Order, order_id)
    if order is None or organisation_id not in {order.client_id, order.provider_id}:
        raise OrderNotFound("There is no such order")
    if side == "client" and organisation_id != order.client_id:
        raise NotTheClient("Only the client of the order may do this")
    if side == "provider" and organisation_id != order.provider_id:
        raise NotTheProvider("Only the provider of the order may do this")
    return order, await milestones_of(session, order_id)


async def related_now(session: AsyncSession, clock: Clock, order: Order) -> bool:
    """Whether at this moment any participant of the order's bid is related to the client.

    A tie that a participant made after the award does not count: it would take the client's
    discount and review away without any act of the client.
    """
    members = await session.scalars(
        select(BidMember.organisation_id).where(BidMember.bid_id == order.bid_id)
    )
    others = set(members)
    related = await related_among(
        session,
        organisation_id=order.client_id,
        others=others,
        now=clock.now(),
        awarded_at=order.placed_at,
    )
    return bool(related)


async def milestones_of(session: AsyncSession, order_id: UUID) -> list[Milestone]:
    """The milestones of an order in their order."""
    statement = select(Milestone).where(Milestone.order_id == order_id)
    return list(await session.scalars(statement.order_by(Milestone.position)))


def state_of(kind: type[OrderState], order: Order, milestones: list[Milestone]) -> OrderState:
    """An order's whole state as a fact."""
    same = ("id", "version", "tender_id", "lot_id", "bid_id", "client_id", "provider_id", "title")
    more = ("share_percent", "status", "placed_at", "confirmed_at", "completed_at")
    marks = ("related_parties",)
    return kind(
        **{name: getattr(order, name) for name in (*same, *more, *marks)},
        net=Money.of(order.net_cents),
        milestones=[
            MilestoneState(
                id=one.id, title=one.title, net=Money.of(one.net_cents), status=one.status
            )
            for one in milestones
        ],
    )


async def _announce_next(
    session: AsyncSession,
    clock: Clock,
    kind: type[OrderState],
    order: Order,
    milestones: list[Milestone],
) -> None:
    # Asked again at each step: the tie may be the client's newest, or have arrived only now.
    order.related_parties = order.related_parties or await related_now(session, clock, order)
    order.version += 1
    await announce(session, state_of(kind, order, milestones))


def _move_milestone(
    order: Order, milestones: list[Milestone], milestone_id: UUID, verb: str, *, at: datetime
) -> None:
    milestone = next((one for one in milestones if one.id == milestone_id), None)
    if milestone is None:
        raise MilestoneNotFound("The order has no such milestone")
    milestone.status = rules.milestone_moved(order.status, milestone.status, verb)
    if verb == "deliver":
        milestone.delivered_at = at
    else:
        milestone.accepted_at = at
    order.version += 1
