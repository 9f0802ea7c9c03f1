"""What happens here when the registry publishes its taxonomy."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.taxonomy.readers import TaxonomyRead
from marketplace.taxonomy.use_cases import keep_taxonomy
from shared.messaging.consuming import Handler
from shared.messaging.events import Event


async def on_taxonomy(session: AsyncSession, event: Event) -> None:
    """Keep which roles are found in which stage, if this version is a later one."""
    state = event.read(TaxonomyRead)
    await keep_taxonomy(
        session,
        taxonomy_id=state.id,
        version=state.version,
        roles_by_stage=state.roles_by_stage,
    )


HANDLERS: Final[Mapping[str, Handler]] = {
    "avt.registry.taxonomy.published.v1": on_taxonomy,
}
