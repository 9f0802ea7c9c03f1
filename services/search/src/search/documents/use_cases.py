"""What changes documents: each applies one event's state, if it is newer than ours."""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, case, func, literal, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from search.documents.orm import CHANNEL, Document

LABELS_LOCK = 0x7365617263686C62
"""Advisory lock ("searchlb"): shared by whoever writes one document, alone for the taxonomy."""


@dataclass(frozen=True, kw_only=True)
class Projection:
    """A document as an event describes it; fields as in `search.documents.orm.Document`."""

    id: UUID
    kind: str
    organisation_id: UUID
    version: int
    published_at: datetime
    shown: bool = True
    titles: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    stages: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    region: str | None = None
    languages: list[str] = field(default_factory=list)
    category: str | None = None
    price_cents: int | None = None
    price_unit: str | None = None

    def withdrawn(self) -> "Projection":
        """What stays of it when it may no longer be found: its id and version."""
        return Projection(
            id=self.id,
            kind=self.kind,
            organisation_id=self.organisation_id,
            version=self.version,
            published_at=self.published_at,
            shown=False,
        )


async def project(session: AsyncSession, document: Projection) -> bool:
    """Store a document's state; False when ours is as new or newer.

    When an organisation changed, its other documents are to be indexed again, since
    they are found by its name and lie in its region. Wakes the indexer on commit.
    """
    await _take_turns(session, document.organisation_id)
    if not await _store(session, document):
        return False
    if document.kind == "organisation":
        await session.execute(
            update(Document)
            .where(Document.organisation_id == document.id, Document.id != document.id)
            .values(revision=Document.revision + 1)
        )
    await wake_indexer(session)
    return True


async def _store(session: AsyncSession, document: Projection) -> bool:
    values = asdict(document)
    statement = insert(Document).values(**values, revision=1)
    changed: dict[str, Any] = {name: statement.excluded[name] for name in values if name != "id"}
    if document.kind in {"organisation", "competence"}:
        # Their events say only when they were announced: the first time is when they came.
        changed["published_at"] = case(
            (Document.shown, func.least(Document.published_at, statement.excluded.published_at)),
            else_=statement.excluded.published_at,
        )
    changed["revision"] = Document.revision + 1
    result = await session.execute(
        statement.on_conflict_do_update(
            index_elements=[Document.id],
            set_=changed,
            where=(Document.version < statement.excluded.version)
            & (Document.kind == statement.excluded.kind),
        ).returning(Document.id)
    )
    return result.scalar_one_or_none() is not None


async def index_everything_again(session: AsyncSession) -> None:
    """Mark all shown documents as changed, for instance since their labels are.

    Waits for running changes of single documents, so that none slips through.
    """
    await session.execute(select(func.pg_advisory_xact_lock(_key(LABELS_LOCK))))
    await session.execute(
        update(Document).where(Document.shown).values(revision=Document.revision + 1)
    )
    await wake_indexer(session)


async def wake_indexer(session: AsyncSession) -> None:
    """Tell the indexer, when this transaction commits, that there is something to do."""
    await session.execute(text(f"NOTIFY {CHANNEL}"))


async def _take_turns(session: AsyncSession, organisation_id: UUID) -> None:
    """Let changes of one organisation and its documents come one after another.

    Otherwise a rename could look for the documents to mark before a new one of
    them is committed, and that one would be indexed under the old name for ever.
    """
    await session.execute(
        select(
            func.pg_advisory_xact_lock_shared(_key(LABELS_LOCK)),
            func.pg_advisory_xact_lock(_key(organisation_id.int & (2**63 - 1))),
        )
    )


def _key(number: int) -> Any:
    return literal(number, BigInteger)
