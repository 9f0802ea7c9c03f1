"""What the marketplace does when it hears of something: event type to handler."""

from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.organisations.readers import ClockRead, OrganisationRead
from marketplace.organisations.use_cases import remember
from shared.clocks import store_offset
from shared.consuming import Handler
from shared.events import Event


async def on_organisation(session: AsyncSession, event: Event) -> None:
    """Keep the organisation's name and membership, if this version is a later one."""
    state = event.read(OrganisationRead)
    await remember(
        session,
        organisation_id=state.id,
        version=state.version,
        name=state.name,
        membership=state.membership,
    )


async def on_clock_moved(session: AsyncSession, event: Event) -> None:
    """Move the business clock of this service as the sandbox moved its own."""
    move = event.read(ClockRead)
    await store_offset(session, offset_seconds=move.offset_seconds, version=move.version)


HANDLERS: Final[dict[str, Handler]] = {
    "avt.registry.organisation.registered.v1": on_organisation,
    "avt.registry.organisation.updated.v1": on_organisation,
    "avt.registry.member.admitted.v1": on_organisation,
    "avt.registry.clock.moved.v1": on_clock_moved,
}
