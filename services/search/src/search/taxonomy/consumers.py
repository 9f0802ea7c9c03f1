"""What the taxonomy does when the registry has published a new one."""

from sqlalchemy.ext.asyncio import AsyncSession

from search.taxonomy.readers import TaxonomyRead
from search.taxonomy.use_cases import keep_taxonomy
from shared.messaging.consuming import Handler
from shared.messaging.events import Event


async def on_taxonomy(session: AsyncSession, event: Event) -> None:
    """Take the labels of stages and roles as they are now called."""
    await keep_taxonomy(session, event.read(TaxonomyRead))


HANDLERS: dict[str, Handler] = {"avt.registry.taxonomy.published.v1": on_taxonomy}
