"""What the marketplace hears that belongs to none of its nouns: event type to handler."""

from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.organisations.readers import Version
from shared.clocks import store_offset
from shared.messaging.consuming import Handler
from shared.messaging.events import Event


class ClockRead(BaseModel):
    """`avt.registry.clock.moved.v1`."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    version: Version
    offset_seconds: Annotated[int, Field(ge=-(10**9), le=10**9)]


async def on_clock_moved(session: AsyncSession, event: Event) -> None:
    """Move the business clock of this service as the sandbox moved its own."""
    move = event.read(ClockRead)
    await store_offset(session, offset_seconds=move.offset_seconds, version=move.version)


HANDLERS: Final[Mapping[str, Handler]] = {
    "avt.registry.clock.moved.v1": on_clock_moved,
}
