"""What can be done with an order: the provider confirms and delivers, the client accepts."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.bids.rules import Offer
from marketplace.notices.events import Addressee
from marketplace.notices.use_cases import in_one_language, notify
from marketplace.orders import rules
from marketplace.orders.events import (
    OrderCancelled,
    OrderCompleted,
    OrderConfirmed,
    OrderDeclined,
    OrderPlaced,
    OrderState,
)
from marketplace.orders.orm import Milestone, Order
from marketplace.orders.repository import milestone_of, own_order, related_now
from marketplace.organisations.repository import check_may
from marketplace.tenders.orm import Lot, Tender
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id
from shared.messaging.outbox import announce


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
    shares = offer.shares(lead_id)
    nets = rules.apportion(offer.price_cents, shares)
    placed = [
        Order(
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
            placed_at=clock.now(),
            related_parties=related_parties,
            milestones=_milestones(nets[provider_id], offer),
        )
        for provider_id, percent in shares
    ]
    session.add_all(placed)
    for order in placed:
        await announce(session, OrderPlaced.model_validate(order))
        await _tell(session, order, "order_placed", provider=True)
    return placed


def _milestones(net_cents: int, offer: Offer) -> list[Milestone]:
    # Sorted, so that a tie by id is a tie by position.
    ids = sorted(new_id() for _ in offer.milestones)
    shares = [(key, one.share_percent) for key, one in zip(ids, offer.milestones, strict=True)]
    nets = rules.apportion(net_cents, shares)
    return [
        Milestone(
            id=key,
            position=position,
            title=one.title,
            net_cents=nets[key],
            due_days=one.due_days,
            status="pending",
        )
        for position, (key, one) in enumerate(zip(ids, offer.milestones, strict=True), start=1)
    ]


async def confirm_order(
    session: AsyncSession, clock: Clock, *, order_id: UUID, by: Caller
) -> Order:
    """Take an order, as its provider.

    409 `standing_forbids` while the provider may not bid by its standing; meanwhile it may decline,
    and the client may call it off. Announces `order.confirmed`, and `notice.due` to the client.
    Raises `OrderNotFound`, `NotTheProvider`, `StandingForbids`, `OrderStateForbids`.
    """
    order = await own_order(session, order_id, by=by, side="provider")
    await check_may(session, "bid", [order.provider_id])
    order.status = rules.moved(order.status, "confirm")
    order.confirmed_at = clock.now()
    await _announce_next(session, clock, OrderConfirmed, order)
    await _tell(session, order, "order_confirmed", provider=False)
    return order


async def decline_order(
    session: AsyncSession, clock: Clock, *, order_id: UUID, by: Caller, reason: str
) -> Order:
    """Decline an order that is not confirmed, as its provider.

    Announces `order.declined`, and `notice.due` to the client. Raises `OrderNotFound`,
    `NotTheProvider`, `OrderStateForbids`.
    """
    order = await own_order(session, order_id, by=by, side="provider")
    order.status = rules.moved(order.status, "decline")
    order.ended_at, order.end_reason = clock.now(), reason
    await _announce_next(session, clock, OrderDeclined, order)
    await _tell(session, order, "order_declined", provider=False)
    return order


async def cancel_order(
    session: AsyncSession, clock: Clock, *, order_id: UUID, by: Caller, reason: str
) -> Order:
    """Call off an order that is not confirmed, as its client.

    Announces `order.cancelled`, and `notice.due` to the provider. Raises `OrderNotFound`,
    `NotTheClient`, `OrderStateForbids`.
    """
    order = await own_order(session, order_id, by=by, side="client")
    order.status = rules.moved(order.status, "cancel")
    order.ended_at, order.end_reason = clock.now(), reason
    await _announce_next(session, clock, OrderCancelled, order)
    await _tell(session, order, "order_cancelled", provider=True)
    return order


async def deliver_milestone(
    session: AsyncSession, clock: Clock, *, order_id: UUID, milestone_id: UUID, by: Caller
) -> Order:
    """Say that a milestone is delivered, as the provider of a confirmed order.

    Announces `notice.due` to the client. Raises `OrderNotFound`, `NotTheProvider`,
    `MilestoneNotFound`, `OrderStateForbids`, `MilestoneStateForbids`.
    """
    order = await own_order(session, order_id, by=by, side="provider")
    milestone = milestone_of(order, milestone_id)
    milestone.status = rules.milestone_moved(order.status, milestone.status, "deliver")
    milestone.delivered_at = clock.now()
    order.version += 1
    await _tell(session, order, "milestone_delivered", provider=False, milestone=milestone.title)
    return order


async def accept_milestone(
    session: AsyncSession, clock: Clock, *, order_id: UUID, milestone_id: UUID, by: Caller
) -> Order:
    """Accept a delivered milestone, as the client of a confirmed order.

    Announces `notice.due` to the provider. Raises `OrderNotFound`, `NotTheClient`,
    `MilestoneNotFound`, `OrderStateForbids`, `MilestoneStateForbids`.
    """
    order = await own_order(session, order_id, by=by, side="client")
    milestone = milestone_of(order, milestone_id)
    milestone.status = rules.milestone_moved(order.status, milestone.status, "accept")
    milestone.accepted_at = clock.now()
    order.version += 1
    await _tell(session, order, "milestone_accepted", provider=True, milestone=milestone.title)
    return order


async def complete_order(
    session: AsyncSession, clock: Clock, *, order_id: UUID, by: Caller
) -> Order:
    """Close an order whose every milestone is accepted, as its client.

    Announces `order.completed`. Raises `OrderNotFound`, `NotTheClient`, `OrderStateForbids`,
    `MilestonesNotAccepted`.
    """
    order = await own_order(session, order_id, by=by, side="client")
    order.status = rules.completed(order.status, [one.status for one in order.milestones])
    order.completed_at = clock.now()
    await _announce_next(session, clock, OrderCompleted, order)
    return order


async def _tell(
    session: AsyncSession, order: Order, template: str, *, provider: bool, **values: str
) -> None:
    """Tell the other side what was done: the provider's sellers, or the client's buyers."""
    role: Addressee = "seller" if provider else "buyer"
    await notify(
        session,
        organisation_id=order.provider_id if provider else order.client_id,
        role=role,
        template=template,
        values={"title": in_one_language(order.title), **values},
        link=f"/v1/marketplace/orders/{order.id}",
    )


async def _announce_next(
    session: AsyncSession, clock: Clock, kind: type[OrderState], order: Order
) -> None:
    # Asked again at each step: the tie may be the client's newest, or have arrived only now.
    order.related_parties = order.related_parties or await related_now(session, clock, order)
    order.version += 1
    await announce(session, kind.model_validate(order))
