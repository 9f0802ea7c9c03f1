"""What billing does about the events of others: a table of event type to handler."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from billing.orders import readers as orders
from billing.orders.use_cases import receive_order
from billing.organisations import readers as organisations
from billing.organisations.use_cases import receive_organisation
from shared.clocks import MovedClock, read_business_clock, store_offset
from shared.consuming import Handler
from shared.events import Event

CLOCK_MOVED: Final = "avt.registry.clock.moved.v1"


class ClockRead(BaseModel):
    """How far the sandbox has moved the business clock."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    version: int = Field(ge=1, lt=2**31)
    offset_seconds: int = Field(gt=-(10**10), lt=10**10)


async def on_organisation(session: AsyncSession, event: Event) -> None:
    """Keep the organisation, follow its membership, rate what waited for it."""
    state = event.read(organisations.OrganisationRead)
    clock = await read_business_clock(session)
    offset = clock.offset if isinstance(clock, MovedClock) else timedelta()
    await receive_organisation(session, state, announced_at=event.time + offset)


async def on_order(session: AsyncSession, event: Event) -> None:
    """Keep the order and rate it."""
    await receive_order(session, event.read(orders.OrderRead))


async def on_clock_moved(session: AsyncSession, event: Event) -> None:
    """Follow the business clock of a sandbox."""
    state = event.read(ClockRead)
    await store_offset(session, offset_seconds=state.offset_seconds, version=state.version)


HANDLERS: Final[Mapping[str, Handler]] = {
    organisations.REGISTERED: on_organisation,
    organisations.UPDATED: on_organisation,
    organisations.ADMITTED: on_organisation,
    orders.CONFIRMED: on_order,
    orders.COMPLETED: on_order,
    CLOCK_MOVED: on_clock_moved,
}
