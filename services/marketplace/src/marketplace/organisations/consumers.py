"""What happens here when the registry tells of an organisation."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.organisations.readers import OrganisationRead
from marketplace.organisations.use_cases import keep_organisation
from shared.messaging.consuming import Handler
from shared.messaging.events import Event


async def on_organisation(session: AsyncSession, event: Event) -> None:
    """Keep the organisation's name and standing, if this version is a later one."""
    state = event.read(OrganisationRead)
    await keep_organisation(
        session,
        organisation_id=state.id,
        version=state.version,
        name=state.name,
        membership=state.membership,
        standing=state.standing,
        may=state.may,
        member_until=state.member_until,
    )


HANDLERS: Final[Mapping[str, Handler]] = {
    "avt.registry.organisation.registered.v1": on_organisation,
    "avt.registry.organisation.updated.v1": on_organisation,
    "avt.registry.member.admitted.v1": on_organisation,
}
