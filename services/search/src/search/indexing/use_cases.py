"""What is asked of the indexer from outside."""

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from search.documents.use_cases import wake_indexer
from search.indexing.orm import IndexState


async def ask_for_rebuild(session: AsyncSession) -> None:
    """Have the indexer write the whole index anew, soon after this transaction commits."""
    await session.execute(update(IndexState).values(identity=None))
    await wake_indexer(session)
