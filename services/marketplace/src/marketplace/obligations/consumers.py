"""What happens here when the registry tells of a request to leave the cluster."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.obligations.readers import LeavingRead
from marketplace.obligations.use_cases import keep_leaving, state_obligations
from shared.clocks import read_business_clock
from shared.messaging.consuming import Handler
from shared.messaging.events import Event


async def on_leaving(session: AsyncSession, event: Event) -> None:
    """Keep the request, if this version is a later one, and answer it while it stands."""
    state = event.read(LeavingRead)
    await keep_leaving(
        session,
        leaving_id=state.id,
        version=state.version,
        organisation_id=state.organisation_id,
        organisation_version=state.organisation_version,
        status=state.status,
    )
    await state_obligations(session, await read_business_clock(session), leaving_id=state.id)


HANDLERS: Final[Mapping[str, Handler]] = {
    "avt.registry.leaving.requested.v1": on_leaving,
    "avt.registry.leaving.cancelled.v1": on_leaving,
    "avt.registry.leaving.completed.v1": on_leaving,
}
