"""What facts of organisations and orders do: keep our copy, then rate what it touches."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from billing.orders import readers as orders
from billing.orders.use_cases import keep_order
from billing.organisations import readers as organisations
from billing.organisations.use_cases import keep_organisation
from billing.ratings.use_cases import rate_changed_order, rate_orders_of_party
from shared.clocks import MovedClock, SystemClock, read_business_clock
from shared.messaging.consuming import Handler
from shared.messaging.events import Event


async def on_organisation(session: AsyncSession, event: Event) -> None:
    """Keep the organisation and follow its membership, then rate the orders that it touches."""
    state = event.read(organisations.OrganisationRead)
    clock = await read_business_clock(session)
    offset = clock.offset if isinstance(clock, MovedClock) else timedelta()
    change = await keep_organisation(session, state, announced_at=event.time + offset)
    if change is not None:
        await rate_orders_of_party(session, SystemClock(), change)


async def on_order(session: AsyncSession, event: Event) -> None:
    """Keep the order, then rate it and those whose place in the count it moves."""
    change = await keep_order(session, event.read(orders.OrderRead))
    if change is not None:
        await rate_changed_order(session, SystemClock(), change)


HANDLERS: Final[Mapping[str, Handler]] = {
    organisations.REGISTERED: on_organisation,
    organisations.UPDATED: on_organisation,
    organisations.ADMITTED: on_organisation,
    orders.CONFIRMED: on_order,
    orders.COMPLETED: on_order,
}
