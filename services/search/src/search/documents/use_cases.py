"""What changes documents: each applies one event's state, if it is newer than ours."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    String,
    Text,
    Uuid,
    bindparam,
    func,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from search.documents.orm import CHANNEL, Document
from shared.database import UtcDateTime

LABELS_LOCK = 0x7365617263686C62
"""Advisory lock ("searchlb"): shared by whoever writes one document, alone for the taxonomy."""

_63_BITS = 2**63 - 1


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


# One statement, because loading a whole cluster goes through here: each further one
# would cost a round trip. The first time that an organisation or a competence was
# announced stays its time of publishing: its events say only when they were announced.
_PROJECT = text(
    f"""
    WITH stored AS (
        INSERT INTO documents AS ours (
            id, kind, organisation_id, version, shown, titles, descriptions, stages, roles,
            region, languages, category, price_cents, price_unit, published_at, revision
        ) VALUES (
            :id, :kind, :organisation_id, :version, :shown, :titles, :descriptions, :stages,
            :roles, :region, :languages, :category, :price_cents, :price_unit, :published_at, 1
        )
        ON CONFLICT (id) DO UPDATE SET
            organisation_id = excluded.organisation_id,
            version = excluded.version,
            shown = excluded.shown,
            titles = excluded.titles,
            descriptions = excluded.descriptions,
            stages = excluded.stages,
            roles = excluded.roles,
            region = excluded.region,
            languages = excluded.languages,
            category = excluded.category,
            price_cents = excluded.price_cents,
            price_unit = excluded.price_unit,
            published_at = CASE
                WHEN ours.shown AND ours.kind IN ('organisation', 'competence')
                THEN least(ours.published_at, excluded.published_at)
                ELSE excluded.published_at
            END,
            revision = ours.revision + 1
        WHERE ours.version < excluded.version AND ours.kind = excluded.kind
        RETURNING id, kind
    ), marked AS (
        UPDATE documents SET revision = revision + 1
        FROM stored
        WHERE stored.kind = 'organisation'
            AND documents.organisation_id = stored.id AND documents.id <> stored.id
    )
    SELECT pg_notify('{CHANNEL}', '') FROM stored
    """  # noqa: S608 (a constant of ours)
).bindparams(
    bindparam("id", type_=Uuid),
    bindparam("kind", type_=String),
    bindparam("organisation_id", type_=Uuid),
    bindparam("version", type_=BigInteger),
    bindparam("shown", type_=Boolean),
    bindparam("titles", type_=JSONB),
    bindparam("descriptions", type_=JSONB),
    bindparam("stages", type_=ARRAY(Text)),
    bindparam("roles", type_=ARRAY(Text)),
    bindparam("region", type_=Text),
    bindparam("languages", type_=ARRAY(Text)),
    bindparam("category", type_=Text),
    bindparam("price_cents", type_=BigInteger),
    bindparam("price_unit", type_=Text),
    bindparam("published_at", type_=UtcDateTime),
)

_TAKE_TURNS = text(
    "SELECT pg_advisory_xact_lock_shared(:labels), pg_advisory_xact_lock(:organisation)"
).bindparams(
    bindparam("labels", LABELS_LOCK, type_=BigInteger), bindparam("organisation", type_=BigInteger)
)


async def project(session: AsyncSession, document: Projection) -> bool:
    """Store a document's state; False when ours is as new or newer.

    When an organisation changed, its other documents are to be indexed again, since
    they are found by its name and lie in its region. Wakes the indexer on commit.
    """
    # Changes of one organisation and its documents come one after another. Otherwise a
    # rename could look for the documents to mark before a new one of them is committed,
    # and that one would be indexed under the old name for ever. The lock is a statement
    # of its own, since a statement sees only what was committed before it began.
    await session.execute(_TAKE_TURNS, {"organisation": document.organisation_id.int & _63_BITS})
    stored = await session.execute(_PROJECT, vars(document))
    return stored.first() is not None


async def index_everything_again(session: AsyncSession) -> None:
    """Mark all shown documents as changed, for instance since their labels are.

    Waits for running changes of single documents, so that none slips through.
    """
    await session.execute(select(func.pg_advisory_xact_lock(literal(LABELS_LOCK, BigInteger))))
    await session.execute(
        update(Document).where(Document.shown).values(revision=Document.revision + 1)
    )
    await wake_indexer(session)


async def wake_indexer(session: AsyncSession) -> None:
    """Tell the indexer, when this transaction commits, that there is something to do."""
    await session.execute(text(f"NOTIFY {CHANNEL}"))
