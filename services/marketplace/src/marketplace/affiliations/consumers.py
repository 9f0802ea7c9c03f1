"""What happens here when the registry tells of an affiliation."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.affiliations.readers import AffiliationRead
from marketplace.affiliations.use_cases import keep_affiliation
from shared.messaging.consuming import Handler
from shared.messaging.events import Event


async def on_affiliation(session: AsyncSession, event: Event) -> None:
    """Keep whom an organisation shares with others, if this version is a later one."""
    state = event.read(AffiliationRead)
    await keep_affiliation(
        session,
        affiliation_id=state.id,
        version=state.version,
        organisation_id=state.organisation_id,
        person=state.person,
        since=state.since,
        until=state.until,
    )


HANDLERS: Final[Mapping[str, Handler]] = {
    "avt.registry.affiliation.changed.v1": on_affiliation,
}
