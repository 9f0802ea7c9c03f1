"""What one event costs billing when its client has 1,000 orders that are on no invoice."""

import itertools
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from prometheus_client import CollectorRegistry
from services.billing.tests.builders import completed, event, order_data, organisation_data
from tests.load.measuring import Figure, measure
from tests.support.databases import Databases

from billing.orders.orm import Order
from billing.process import PROCESS
from billing.ratings.use_cases import rate_orders
from shared.clocks import SystemClock
from shared.database import Database
from shared.messaging.consuming import EventProcessor

OPEN_ORDERS = 1_000
_REGISTERED = "avt.registry.organisation.registered.v1"
_UPDATED = "avt.registry.organisation.updated.v1"
_CONFIRMED = "avt.marketplace.order.confirmed.v1"
_COMPLETED = "avt.marketplace.order.completed.v1"


async def run(databases: Databases) -> AsyncIterator[Figure]:
    """Hear each kind of event as the consumer does, in its transaction on PostgreSQL."""
    database = Database(await databases.fresh("billing"))
    hear = EventProcessor(
        name="bench", database=database, handlers=PROCESS.heard, registry=CollectorRegistry()
    )
    client, provider = organisation_data(), organisation_data()
    pair = UUID(client["id"]), UUID(provider["id"])
    for party in (client, provider):
        await hear(event(_REGISTERED, party))
    orders = [order_data(*pair, confirmed_at=_ago(OPEN_ORDERS - n)) for n in range(OPEN_ORDERS)]
    async with database.transaction() as session:
        session.add_all(_row(order) for order in orders)
        await session.flush()
        await rate_orders(session, SystemClock(), [UUID(order["id"]) for order in orders])

    versions = itertools.count(2)

    async def another_email(number: int) -> None:
        state = {**provider, "version": next(versions), "email": f"e{number}@paraugs.example"}
        await hear(event(_UPDATED, state))

    async def completion(number: int) -> None:
        await hear(event(_COMPLETED, completed(orders[number])))

    async def newest(number: int) -> None:
        await hear(event(_CONFIRMED, order_data(*pair, confirmed_at=_ago(0))))

    async def earliest(number: int) -> None:
        late = order_data(*pair, confirmed_at=_ago(OPEN_ORDERS + 50 + number))
        await hear(event(_CONFIRMED, late))

    name = f"{OPEN_ORDERS:,} open orders"
    yield await measure(f"an e-mail of the provider of {name}", another_email, operations=50)
    yield await measure(f"one of {name} completed", completion, operations=50)
    yield await measure(f"one confirmed after {name}", newest, operations=50, warmup=5)
    # The dearest: every later purchase has another number, and each is explained again.
    yield await measure(f"one confirmed before {name}", earliest, operations=5, warmup=1)
    await database.dispose()


def _ago(hours: int) -> str:
    return (datetime.now(UTC) - timedelta(hours=hours)).isoformat()


def _row(order: dict[str, Any]) -> Order:
    return Order(
        **{name: UUID(order[name]) for name in ("id", "tender_id", "lot_id")},
        **{name: UUID(order[name]) for name in ("client_id", "provider_id")},
        **{name: order[name] for name in ("version", "status", "title")},
        net_cents=100_000,
        confirmed_at=datetime.fromisoformat(order["confirmed_at"]),
        related_parties=False,
    )
