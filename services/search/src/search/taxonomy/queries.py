"""Reading the labels of the newest taxonomy."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from search.taxonomy.orm import Taxonomy
from search.taxonomy.rules import Labels


async def read_labels(session: AsyncSession) -> Labels:
    """The newest labels; empty before the registry has published any."""
    row = await session.scalar(select(Taxonomy.labels).order_by(Taxonomy.version.desc()).limit(1))
    labels = row or {}
    return Labels(labels.get("stage", {}), labels.get("role", {}))
