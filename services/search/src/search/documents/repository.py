"""Reading and writing documents: the SQL that their use cases and queries stand on."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Select,
    String,
    Text,
    Uuid,
    bindparam,
    func,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from search.documents.errors import DocumentNotFound
from search.documents.orm import CHANNEL, Document
from search.documents.projections import Projection
from search.documents.rules import in_language
from search.reputation.queries import reputations
from search.reputation.rules import Reputation
from shared.database import UtcDateTime
from shared.locks import lock_named, take_locks

_ALL_DOCUMENTS: Final = lock_named("search.all_documents")
"""Shared by whoever writes one document, held alone by whoever marks them all."""

Organisation = aliased(Document, name="organisation")

WithOrganisation = Select[Document, dict[str, str] | None, str | None, bool]
"""Documents, each with the names and the region of its organisation, None while unknown.

The last says whether the document may be found: it is shown, and its organisation's standing
lets it be found.
"""

_FOUND: Final = Document.shown & func.coalesce(Organisation.findable, true())


@dataclass(frozen=True, slots=True)
class Provider:
    """The organisation that a document belongs to, as far as the registry has told us of it."""

    id: UUID
    names: Mapping[str, str]
    rating: Reputation | None
    languages: tuple[str, ...] = ()
    """In which of them to name it, the most wanted first; then in the platform's order."""

    @property
    def name(self) -> str | None:
        return in_language(self.names, self.languages)[1] or None


@dataclass(frozen=True, slots=True)
class Found:
    """A shown document with its provider."""

    document: Document
    provider: Provider
    region: str | None
    """Its own, else that of its provider."""


def with_organisations() -> WithOrganisation:
    """Select documents with what they take from their organisations."""
    return select(Document, Organisation.titles, Organisation.region, _FOUND).outerjoin(
        Organisation, Organisation.id == Document.organisation_id
    )


async def find_shown(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Found]:
    """Those of these documents that are shown, by id."""
    if not ids:
        return {}
    shown = with_organisations().where(Document.id.in_(ids), _FOUND)
    rows = (await session.execute(shown)).all()
    rated = await reputations(session, {document.organisation_id for document, *_ in rows})
    return {
        document.id: Found(
            document,
            Provider(document.organisation_id, names or {}, rated.get(document.organisation_id)),
            document.region or region,
        )
        for document, names, region, _ in rows
    }


async def shown_document(session: AsyncSession, document_id: UUID) -> Found:
    """One shown document. Raises DocumentNotFound."""
    found = await find_shown(session, [document_id])
    if document_id not in found:
        raise DocumentNotFound("No document with this id can be found")
    return found[document_id]


# One statement, because loading a whole cluster goes through here: each further one
# would cost a round trip. The first time that an organisation or a competence was
# announced stays its time of publishing: its events say only when they were announced.
_STORE = text(
    f"""
    WITH stored AS (
        INSERT INTO documents AS ours (
            id, kind, organisation_id, version, shown, titles, descriptions, stages, roles,
            region, languages, category, price_cents, price_unit, published_at, findable,
            revision
        ) VALUES (
            :id, :kind, :organisation_id, :version, :shown, :titles, :descriptions, :stages,
            :roles, :region, :languages, :category, :price_cents, :price_unit, :published_at,
            :findable, 1
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
            findable = excluded.findable,
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
    bindparam("findable", type_=Boolean),
)

# Both in one statement, for the same reason: `shared.locks` would ask twice.
_TAKE_TURNS = text(
    "SELECT pg_advisory_xact_lock_shared(:all), pg_advisory_xact_lock(:organisation)"
).bindparams(
    bindparam("all", _ALL_DOCUMENTS, type_=BigInteger), bindparam("organisation", type_=BigInteger)
)


async def take_turns(session: AsyncSession, organisation_id: UUID) -> None:
    """Wait until nobody else changes this organisation's documents or all documents."""
    organisation = lock_named("search.organisation", organisation_id)
    await session.execute(_TAKE_TURNS, {"organisation": organisation})


async def store(session: AsyncSession, document: Projection) -> bool:
    """Write a document if it is newer than ours, mark those of a changed organisation, notify.

    Returns whether it was newer.
    """
    stored = await session.execute(_STORE, vars(document))
    return stored.first() is not None


async def stop_all_changes(session: AsyncSession) -> None:
    """Wait for running changes of single documents, and let none begin."""
    await take_locks(session, _ALL_DOCUMENTS)


async def mark_all_changed(session: AsyncSession) -> None:
    """Raise the revision of every shown document."""
    await session.execute(
        update(Document).where(Document.shown).values(revision=Document.revision + 1)
    )
