"""What billing does about the events of others: a table of event type to handler."""

from collections.abc import Mapping
from typing import Final

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from billing.ratings import consumers as ratings
from shared.clocks import store_offset
from shared.messaging.consuming import Handler
from shared.messaging.events import Event

CLOCK_MOVED: Final = "avt.registry.clock.moved.v1"


class ClockRead(BaseModel):
    """How far the sandbox has moved the business clock."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    version: int = Field(ge=1, lt=2**31)
    offset_seconds: int = Field(gt=-(10**10), lt=10**10)


async def on_clock_moved(session: AsyncSession, event: Event) -> None:
    """Follow the business clock of a sandbox."""
    state = event.read(ClockRead)
    await store_offset(session, offset_seconds=state.offset_seconds, version=state.version)


HANDLERS: Final[Mapping[str, Handler]] = {**ratings.HANDLERS, CLOCK_MOVED: on_clock_moved}
