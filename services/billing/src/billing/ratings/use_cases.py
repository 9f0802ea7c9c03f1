"""Rating orders: those that a fact touches and that are not frozen, from what is known by now.

Facts arrive late and out of order: an earlier order of the client, the provider's
admission, a party. Rating what a fact touches from everything known, and announcing only
what changed, gives the same result whatever the order of arrival.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from billing.locks import lock_clients
from billing.orders.orm import Order
from billing.orders.use_cases import OrderChange
from billing.organisations.rules import PartyChange
from billing.ratings import repository
from billing.ratings.events import OrderPriced
from billing.ratings.orm import Rating
from billing.ratings.rules import Pricing
from shared.clocks import Clock
from shared.messaging.outbox import announce
from shared.money import Money


async def rate_changed_order(session: AsyncSession, clock: Clock, change: OrderChange) -> None:
    """Rate an order whose figures are new, and those whose place in the count it may move.

    The caller holds the client's lock. Announces `OrderPriced` as `rate_orders` does.
    """
    orders = await repository.open_orders_beside(
        session, change.order, counted_before=change.counted_before
    )
    await _rate(session, clock, change.order.client_id, orders)


async def rate_orders_of_party(session: AsyncSession, clock: Clock, change: PartyChange) -> None:
    """Rate the open orders that an organisation's new state touches.

    Those are all of one that was unknown, and those that it provides and whose confirmation its
    membership covers now and did not before, or the reverse. The caller holds the party's lock;
    this waits for those of the clients. Announces `OrderPriced` as `rate_orders` does.
    """
    touched = await repository.open_orders_of_party(session, change)
    await lock_clients(session, touched.values())
    await rate_orders(session, clock, touched)


async def rate_orders(session: AsyncSession, clock: Clock, order_ids: Iterable[UUID]) -> None:
    """Rate those of the orders that are open; the caller holds their clients' locks.

    An order stays unrated while a party is unknown or no fee schedule covers its confirmation.
    Announces `OrderPriced` for each rating that is new or has other figures.
    """
    rows = await repository.open_orders(session, order_ids)
    for client_id, orders in groupby(rows, attrgetter("client_id")):
        await _rate(session, clock, client_id, list(orders))


async def freeze_ratings(session: AsyncSession, order_ids: Iterable[UUID], *, at: datetime) -> None:
    """Let no later fact change the ratings of these orders: from `at` on an invoice shows them.

    The caller shares their clients' locks, so that none of them is being rated meanwhile.
    """
    await session.execute(
        update(Rating)
        .where(Rating.order_id.in_(order_ids), Rating.frozen_at.is_(None))
        .values(frozen_at=at)
    )


async def _rate(
    session: AsyncSession, clock: Clock, client_id: UUID, orders: Sequence[Order]
) -> None:
    if not orders:
        return
    basis = await repository.basis_of(session, client_id, (order.provider_id for order in orders))
    ratings = await repository.ratings_of(session, [order.id for order in orders])
    for order in sorted(orders, key=attrgetter("id")):
        pricing = basis.price(
            order.counted, provider_id=order.provider_id, net_cents=order.net_cents
        )
        if pricing is not None:
            await _keep(session, clock, order.id, ratings.get(order.id), pricing)


async def _keep(
    session: AsyncSession, clock: Clock, order_id: UUID, rating: Rating | None, pricing: Pricing
) -> None:
    """Keep a rating whose figures or explanation are new; announce it if its figures are.

    An explanation may change alone (the client's purchase 5 turns out to be its 6th): it is
    kept, so that it stays true, and is no news to those who read amounts.
    """
    lines = [asdict(line) for line in pricing.lines]
    is_news = rating is None or rating.figures != pricing.figures
    if rating is None:
        rating = Rating(order_id=order_id, version=0, lines=[])
        session.add(rating)
    rating.fee_schedule_id = pricing.fee_schedule_id
    rating.programme_id = pricing.programme_id
    if not is_news and rating.lines == lines:
        return
    rating.figures = pricing.figures
    rating.version += 1
    rating.lines = lines
    rating.rated_at = clock.now()
    if is_news:
        await announce(session, _fact(rating))


def _fact(rating: Rating) -> OrderPriced:
    return OrderPriced(
        id=rating.order_id,
        version=rating.version,
        fee=Money.of(rating.fee_cents),
        discount=Money.of(rating.discount_cents),
        cluster_share=Money.of(rating.cluster_share_cents),
        provider_share=Money.of(rating.provider_share_cents),
    )
