"""Publishing the taxonomy."""

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from registry.taxonomy.catalogue import TAXONOMY_ID, taxonomy
from registry.taxonomy.events import TaxonomyPublished
from registry.taxonomy.orm import TaxonomyPublication
from shared.clocks import Clock
from shared.messaging.outbox import announce


async def publish_taxonomy(session: AsyncSession, clock: Clock) -> bool:
    """Announce `taxonomy.published` unless this release's version, or a later one, was before.

    Returns whether it was announced now. Whoever changes `taxonomy.json` raises its version.
    """
    current = taxonomy()
    newest = await session.scalar(select(func.max(TaxonomyPublication.version)))
    # A release that was taken back to must start, though it knows an older taxonomy.
    if newest is not None and newest >= current.version:
        return False
    inserted = await session.scalar(
        insert(TaxonomyPublication)
        .values(version=current.version, published_at=clock.now())
        .on_conflict_do_nothing()
        .returning(TaxonomyPublication.version)
    )
    if inserted is None:
        return False
    await announce(
        session,
        TaxonomyPublished(id=TAXONOMY_ID, version=current.version, stages=current.stages),
    )
    return True
