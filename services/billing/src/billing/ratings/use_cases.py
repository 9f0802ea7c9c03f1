"""Rating orders: always all of a client's that are not invoiced, from what is known by now.

Facts arrive late and out of order: an earlier order of the client, the provider's
admission, a party. Rating again from everything known, and announcing only what
changed, gives the same result whatever the order of arrival.
"""

from dataclasses import asdict
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.fees.queries import fee_schedules
from billing.fees.rules import FeeSchedule, schedule_at
from billing.invoices.orm import InvoicedOrder
from billing.loyalty.queries import loyalty_programmes
from billing.loyalty.rules import LoyaltyProgramme, programme_at
from billing.orders.orm import Order
from billing.organisations.orm import Organisation
from billing.organisations.queries import membership_periods
from billing.ratings.events import OrderRated
from billing.ratings.orm import RatingRow
from billing.ratings.rules import Rating, rate_order
from shared.money import Money
from shared.outbox import announce


async def rate_orders_touching(session: AsyncSession, organisation_id: UUID) -> None:
    """Rate anew the orders of every client that buys from the organisation, or is it."""
    clients = await session.scalars(
        select(Order.client_id)
        .where(or_(Order.provider_id == organisation_id, Order.client_id == organisation_id))
        .distinct()
    )
    for client_id in sorted(clients):
        await rate_orders_of_client(session, client_id)


async def rate_orders_of_client(session: AsyncSession, client_id: UUID) -> None:
    """Rate the client's orders that are on no invoice; the caller holds the rating lock.

    An order stays unrated while a party is unknown or no fee schedule covers its
    confirmation. Announces `OrderRated` for each rating that is new or changed.
    """
    orders = list(await session.scalars(select(Order).where(Order.client_id == client_id)))
    invoiced = set(
        await session.scalars(
            select(InvoicedOrder.order_id).where(
                InvoicedOrder.order_id.in_([order.id for order in orders])
            )
        )
    )
    due = [order for order in orders if order.id not in invoiced]
    if not due:
        return
    parties = {client_id, *(order.provider_id for order in due)}
    known = set(await session.scalars(select(Organisation.id).where(Organisation.id.in_(parties))))
    periods = await membership_periods(session, parties)
    schedules, programmes = await fee_schedules(session), await loyalty_programmes(session)
    confirmed = {order.id: order.counted for order in orders}
    for order in sorted(due, key=lambda order: order.id):
        schedule = schedule_at(schedules, order.confirmed_at)
        if schedule is None or not {order.client_id, order.provider_id} <= known:
            continue
        programme = programme_at(programmes, order.confirmed_at)
        rating = rate_order(
            net_cents=order.net_cents,
            order=confirmed[order.id],
            clients_orders=list(confirmed.values()),
            provider_periods=periods.get(order.provider_id, []),
            schedule=schedule,
            programme=programme,
        )
        await _store(session, order.id, rating, schedule, programme)


async def _store(
    session: AsyncSession,
    order_id: UUID,
    rating: Rating,
    schedule: FeeSchedule,
    programme: LoyaltyProgramme | None,
) -> None:
    lines = [asdict(line) for line in rating.lines]
    row = await session.get(RatingRow, order_id)
    if row is None:
        row = RatingRow(order_id=order_id, version=0, lines=[])
        session.add(row)
    elif row.lines == lines:
        return
    row.version += 1
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
    row.lines = lines
    row.rated_at = datetime.now(UTC)
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
