"""Following the business clock of a sandbox: the one handler of every service that has one."""

from collections.abc import Mapping
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from shared.clocks import store_offset
from shared.messaging.consuming import Handler
from shared.messaging.events import Event

CLOCK_MOVED: Final = "avt.registry.clock.moved.v1"


class ClockMoveRead(BaseModel):
    """How far the sandbox has moved the business clock; some thirty years at most."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    version: Annotated[int, Field(ge=1, le=2**31 - 1)]
    offset_seconds: Annotated[int, Field(ge=-(10**9), le=10**9)]


async def on_clock_moved(session: AsyncSession, event: Event) -> None:
    """Move the service's own business clock, unless a later move is known already."""
    move = event.read(ClockMoveRead)
    await store_offset(session, offset_seconds=move.offset_seconds, version=move.version)


HANDLERS: Final[Mapping[str, Handler]] = {CLOCK_MOVED: on_clock_moved}
