"""Rating orders: those that a fact touches and that are not frozen, from what is known by now.

Facts arrive late and out of order: an earlier order of the client, the provider's
admission, a party. Rating what a fact touches from everything known, and announcing only
what changed, gives the same result whatever the order of arrival.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import groupby
from operator import attrgetter
from typing import Final
from uuid import UUID

from sqlalchemy import exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from billing.fees.queries import fee_schedules
from billing.fees.rules import FeeRates, schedule_at
from billing.locks import lock_clients
from billing.loyalty.queries import loyalty_programmes
from billing.loyalty.rules import (
    LoyaltyTerms,
    counts_differ_from,
    programme_at,
)
from billing.orders.orm import Order
from billing.orders.queries import purchases_of
from billing.orders.use_cases import OrderChange
from billing.organisations.orm import Organisation
from billing.organisations.queries import membership_periods
from billing.organisations.use_cases import PartyChange
from billing.ratings.events import OrderRated
from billing.ratings.orm import Rating
from billing.ratings.rules import Pricing, rate_order
from shared.messaging.outbox import announce
from shared.money import Money

OPEN: Final = ~exists().where(Rating.order_id == Order.id, Rating.frozen_at.is_not(None))
"""That an order's rating is not frozen, or that it has none yet."""


async def rate_changed_order(session: AsyncSession, change: OrderChange) -> None:
    """Rate an order whose figures are new, and those whose place in the count it may move.

    The caller holds the client's lock. Most orders are confirmed after all others that are
    known, and so touch only themselves.
    """
    order = change.order
    touched = Order.id == order.id
    since = counts_differ_from(change.counted_before, order.counted)
    if since is not None:
        touched |= (Order.confirmed_at >= since) & ~Order.related_parties
    rows = await session.scalars(
        select(Order).where(Order.client_id == order.client_id, touched, OPEN)
    )
    await _rate(session, order.client_id, rows.all())


async def rate_orders_of_party(session: AsyncSession, change: PartyChange) -> None:
    """Rate the open orders that an organisation's new state touches.

    Those are all of one that was unknown, and those that it provides and whose confirmation its
    membership covers now and did not before, or the reverse. The caller holds the party's lock;
    this waits for those of the clients.
    """
    party = Order.provider_id == change.organisation_id
    if change.is_new:
        party = or_(party, Order.client_id == change.organisation_id)
    rows = await session.execute(
        select(Order.id, Order.client_id, Order.confirmed_at).where(party, OPEN)
    )
    touched = {order_id: client for order_id, client, at in rows if change.matters_at(at)}
    await lock_clients(session, touched.values())
    await rate_orders(session, touched)


async def rate_orders(session: AsyncSession, order_ids: Iterable[UUID]) -> None:
    """Rate those of the orders that are open; the caller holds their clients' locks."""
    rows = await session.scalars(
        select(Order).where(Order.id.in_(order_ids), OPEN).order_by(Order.client_id)
    )
    for client_id, orders in groupby(rows, attrgetter("client_id")):
        await _rate(session, client_id, list(orders))


async def freeze_ratings(session: AsyncSession, order_ids: Iterable[UUID], *, at: datetime) -> None:
    """Let no later fact change the ratings of these orders: from `at` on an invoice shows them.

    The caller shares their clients' locks, so that none of them is being rated meanwhile.
    """
    await session.execute(
        update(Rating)
        .where(Rating.order_id.in_(order_ids), Rating.frozen_at.is_(None))
        .values(frozen_at=at)
    )


async def _rate(session: AsyncSession, client_id: UUID, orders: Sequence[Order]) -> None:
    """Rate these open orders of one client.

    An order stays unrated while a party is unknown or no fee schedule covers its
    confirmation. Announces `OrderRated` for each rating that is new or has other figures.
    """
    if not orders:
        return
    providers = {order.provider_id for order in orders}
    known = set(
        await session.scalars(
            select(Organisation.id).where(Organisation.id.in_({client_id, *providers}))
        )
    )
    periods = await membership_periods(session, providers)
    schedules, programmes = await fee_schedules(session), await loyalty_programmes(session)
    purchases = await purchases_of(session, client_id)
    rows = await session.scalars(
        select(Rating).where(Rating.order_id.in_([order.id for order in orders]))
    )
    stored = {row.order_id: row for row in rows}
    for order in sorted(orders, key=lambda order: order.id):
        schedule = schedule_at(schedules, order.confirmed_at)
        if schedule is None or not {client_id, order.provider_id} <= known:
            continue
        programme = programme_at(programmes, order.confirmed_at)
        rating = rate_order(
            net_cents=order.net_cents,
            order=order.counted,
            purchases=purchases,
            provider_periods=periods.get(order.provider_id, []),
            schedule=schedule,
            programme=programme,
        )
        await _store(
            session,
            order.id,
            stored.get(order.id),
            rating=rating,
            schedule=schedule,
            programme=programme,
        )


async def _store(
    session: AsyncSession,
    order_id: UUID,
    row: Rating | None,
    *,
    rating: Pricing,
    schedule: FeeRates,
    programme: LoyaltyTerms | None,
) -> None:
    """Keep a rating whose figures or explanation are new; announce it if its figures are.

    An explanation may change alone (the client's purchase 5 turns out to be its 6th): it is
    kept, so that it stays true, and is no news to those who read amounts.
    """
    lines = [asdict(line) for line in rating.lines]
    before = _figures(row) if row else None
    if row is None:
        row = Rating(order_id=order_id, version=0, lines=[])
        session.add(row)
    row.fee_schedule_id = schedule.id
    row.programme_id = programme.id if programme else None
    row.fee_rate_ppm = schedule.member_rate_ppm if rating.member else schedule.non_member_rate_ppm
    row.discount_rate_ppm = (
        programme.discount_rate_ppm if programme and rating.discount_cents else 0
    )
    row.fee_cents = rating.fee_cents
    row.discount_cents = rating.discount_cents
    row.cluster_share_cents = rating.cluster_share_cents
    row.provider_share_cents = rating.provider_share_cents
    if _figures(row) == before and row.lines == lines:
        return
    row.version += 1
    row.lines = lines
    row.rated_at = datetime.now(UTC)
    if _figures(row) == before:
        return
    await announce(
        session,
        OrderRated(
            id=order_id,
            version=row.version,
            fee=Money.of(rating.fee_cents),
            discount=Money.of(rating.discount_cents),
            cluster_share=Money.of(rating.cluster_share_cents),
            provider_share=Money.of(rating.provider_share_cents),
        ),
    )


def _figures(row: Rating) -> tuple[int, ...]:
    """What a rating says in numbers: both rates and all amounts."""
    return (
        row.fee_rate_ppm,
        row.discount_rate_ppm,
        row.fee_cents,
        row.discount_cents,
        row.cluster_share_cents,
        row.provider_share_cents,
    )
