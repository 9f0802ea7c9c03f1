"""From rows to what an engine holds: the language layer applied to whole documents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from search.documents.orm import Document
from search.documents.regions import region_name
from search.documents.repository import WithOrganisation, with_organisations
from search.documents.rules import LANGUAGES, words_in
from search.engines.port import Entry
from search.language.analysis import ANALYSER
from search.taxonomy.queries import read_labels
from search.taxonomy.rules import Labels

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = 1e-6


@dataclass(frozen=True, slots=True)
class Change:
    """A document's row at one revision; `entry` is None when it is to leave the index."""

    id: UUID
    revision: int
    entry: Entry | None


async def changes(session: AsyncSession, *, limit: int) -> list[Change]:
    """The next documents that the index does not hold as they are now."""
    return await _read(
        session,
        with_organisations()
        .where(Document.indexed_revision.is_distinct_from(Document.revision))
        .order_by(Document.id)
        .limit(limit),
    )


async def everything(session: AsyncSession, *, after: UUID | None, limit: int) -> list[Change]:
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
            entry_of(document, names or {}, region, labels) if document.shown else None,
        )
        for document, names, region in found
    ]


def entry_of(
    document: Document, names: dict[str, str], organisation_region: str | None, labels: Labels
) -> Entry:
    """What the engine holds of a document.

    `names`: of its organisation, empty while that is unknown. A document without a
    region lies in that of its organisation.
    """
    region = document.region or organisation_region
    described = labels.of(document.stages, document.roles)
    words = {
        language: words_in(
            language,
            titles=document.titles,
            descriptions=document.descriptions,
            labels=described,
            others=[
                *([region_name(region, language)] if region else []),
                *([document.category.replace("_", " ")] if document.category else []),
            ],
        )
        for language in LANGUAGES
    }
    values: dict[str, Sequence[str]] = {
        "kind": [document.kind],
        "stage": document.stages,
        "role": document.roles,
        "region": [region] if region else [],
        "language": document.languages,
    }
    return Entry(
        id=str(document.id),
        values=values,
        titles={lang: ANALYSER.text(one.title, lang) for lang, one in words.items() if one.title},
        bodies={lang: ANALYSER.text(one.body, lang) for lang, one in words.items() if one.body},
        names=ANALYSER.names(dict.fromkeys(names.values())),
        price_cents=document.price_cents,
        published_us=round((document.published_at - _EPOCH).total_seconds() / _MICROSECOND),
    )
