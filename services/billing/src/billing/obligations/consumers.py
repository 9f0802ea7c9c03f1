"""What happens here when the registry tells of a request to leave the cluster."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from billing.obligations.readers import CANCELLED, COMPLETED, REQUESTED, LeavingRead
from billing.obligations.use_cases import keep_leaving, state_obligations
from shared.clocks import read_business_clock
from shared.messaging.consuming import Handler
from shared.messaging.events import Event


async def on_leaving(session: AsyncSession, event: Event) -> None:
    """Keep the request, if this version is a later one, and answer it while it stands."""
    state = event.read(LeavingRead)
    await keep_leaving(session, state)
    await state_obligations(session, await read_business_clock(session), leaving_id=state.id)


HANDLERS: Final[Mapping[str, Handler]] = {
    REQUESTED: on_leaving,
    CANCELLED: on_leaving,
    COMPLETED: on_leaving,
}
