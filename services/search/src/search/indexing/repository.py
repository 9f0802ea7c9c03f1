"""What the indexer reads, and what it notes of its work."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Uuid, column, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from search.documents.orm import Document
from search.documents.repository import WithOrganisation, with_organisations
from search.engines.port import Entry
from search.indexing.entries import entry_of
from search.indexing.orm import THE_INDEX, IndexState
from search.taxonomy.queries import read_labels


@dataclass(frozen=True, slots=True)
class Change:
    """A document's row at one revision; `entry` is None when it is to leave the index."""

    id: UUID
    revision: int
    entry: Entry | None


async def changed_documents(session: AsyncSession, *, limit: int) -> list[Change]:
    """The next documents that the index does not hold as they are now."""
    return await _read(
        session,
        with_organisations()
        .where(Document.indexed_revision.is_distinct_from(Document.revision))
        .order_by(Document.id)
        .limit(limit),
    )


async def all_documents(session: AsyncSession, *, after: UUID | None, limit: int) -> list[Change]:
    """All documents by id, `limit` of those above `after`."""
    rows = with_organisations().order_by(Document.id).limit(limit)
    return await _read(session, rows if after is None else rows.where(Document.id > after))


async def _read(session: AsyncSession, rows: WithOrganisation) -> list[Change]:
    found = (await session.execute(rows)).all()
    if not found:
        return []
    labels = await read_labels(session)
    return [
        Change(
            document.id,
            document.revision,
            entry_of(document, names or {}, region, labels) if findable else None,
        )
        for document, names, region, findable in found
    ]


async def note_held(session: AsyncSession, done: Sequence[Change]) -> None:
    """Note that the index holds these documents at these revisions."""
    held = (
        func.unnest(
            literal([change.id for change in done], ARRAY(Uuid)),
            literal([change.revision for change in done], ARRAY(BigInteger)),
        )
        .table_valued(column("id", Uuid), column("revision", BigInteger))
        .render_derived(name="held")
    )
    await session.execute(
        update(Document)
        .where(Document.id == held.c.id)
        .values(indexed_revision=held.c.revision)
        .execution_options(synchronize_session=False)
    )


async def index_state(session: AsyncSession) -> IndexState | None:
    """Which index the notes speak of and how its writing goes; None before there was any."""
    return await session.scalar(select(IndexState).where(IndexState.name == THE_INDEX))


async def note_state(session: AsyncSession, **values: Any) -> None:
    """Note these columns of the index's state, whether or not there is a state yet."""
    await session.execute(insert(IndexState).values(name=THE_INDEX).on_conflict_do_nothing())
    await session.execute(update(IndexState).values(**values))
