"""What changes documents."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from search.documents import repository
from search.documents.orm import CHANNEL
from search.documents.projections import Projection


async def keep_document(session: AsyncSession, document: Projection) -> bool:
    """Keep a document as an event describes it; False when ours is as new or newer.

    When an organisation changed, its other documents are to be indexed again, since
    they are found by its name and lie in its region. Wakes the indexer on commit.
    """
    # Changes of one organisation and its documents come one after another. Otherwise a
    # rename could look for the documents to mark before a new one of them is committed,
    # and that one would be indexed under the old name for ever. The lock is a statement
    # of its own, since a statement sees only what was committed before it began.
    await repository.take_turns(session, document.organisation_id)
    return await repository.store(session, document)


async def reindex_documents(session: AsyncSession) -> None:
    """Mark all shown documents as changed, for instance since their labels are.

    Waits for running changes of single documents, so that none slips through.
    """
    await repository.stop_all_changes(session)
    await repository.mark_all_changed(session)
    await wake_indexer(session)


async def wake_indexer(session: AsyncSession) -> None:
    """Tell the indexer, when this transaction commits, that there is something to do."""
    await session.execute(text(f"NOTIFY {CHANNEL}"))
