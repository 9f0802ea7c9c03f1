"""What happens here when a service states what of a leaving member is open."""

from collections.abc import Mapping
from functools import partial
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from registry.leaving.readers import ObligationsRead
from registry.leaving.rules import SERVICES, Service
from registry.leaving.use_cases import keep_answer
from shared.clocks import read_business_clock
from shared.messaging.consuming import Handler
from shared.messaging.events import Event


async def on_obligations(session: AsyncSession, event: Event, *, service: Service) -> None:
    """Keep the answer, if it is a later one, and complete the leaving if nothing is open."""
    state = event.read(ObligationsRead)
    await keep_answer(
        session,
        await read_business_clock(session),
        service=service,
        request_id=state.request_id,
        organisation_id=state.organisation_id,
        version=state.version,
        stated=[one.model_dump(mode="json") for one in state.open],
        open_count=max(state.open_count, len(state.open)),
        sealed_bids=state.sealed_bids,
        orders_completed=state.orders_completed,
        stated_at=state.stated_at,
    )


HANDLERS: Final[Mapping[str, Handler]] = {
    f"avt.{service}.obligations.stated.v1": partial(on_obligations, service=service)
    for service in SERVICES
}
