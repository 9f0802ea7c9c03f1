"""Reading documents: what was found, from the engine and the table together."""

import asyncio
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from search.documents.orm import Document
from search.documents.rules import in_language
from search.documents.schemas import DocumentRead, Hit, Provider, Rating, SearchAnswer
from search.documents.showing import show
from search.engines.port import MAX_DEPTH, Answer, Relaxation, Search, SearchEngine
from search.errors import DocumentNotFound
from search.language.highlighting import Matcher
from search.reputation.use_cases import Reputation, reputations
from shared.http.paging import Paging
from shared.money import Money

_MATCHED = {
    Relaxation.ALL_TERMS: "all_words",
    Relaxation.ALL_TERMS_WITH_SLIPS: "all_words_nearly",
    Relaxation.SOME_TERMS: "some_words",
}

_Organisation = aliased(Document, name="organisation")


@dataclass(frozen=True, slots=True)
class _Row:
    document: Document
    names: dict[str, str]
    region: str | None
    reputation: Reputation | None

    def provider(self, preferred: Sequence[str]) -> Provider:
        name = in_language(self.names, preferred)[1]
        rating = self.reputation and Rating(
            average=self.reputation.average, count=self.reputation.count
        )
        return Provider(id=self.document.organisation_id, name=name or None, rating=rating)


async def find(
    session: AsyncSession,
    engine: SearchEngine,
    search: Search,
    *,
    preferred: Sequence[str],
    paging: Paging,
) -> SearchAnswer:
    """Ask the engine, and show what it found as the table has it now.

    A hit that was withdrawn since it was indexed is left out. Raises EngineUnavailable.
    """
    started = time.perf_counter()
    answer = await engine.search(search)
    rows = await _rows(session, [UUID(hit.id) for hit in answer.hits])
    # Marking long texts takes its time: in a thread other requests are served meanwhile.
    items = await asyncio.to_thread(_hits, answer, rows, search, preferred)
    seen = search.offset + len(answer.hits)
    following = None
    if answer.hits and seen < min(answer.total, MAX_DEPTH):
        following = paging.cursor([seen])
        paging.link_next(following)
    return SearchAnswer(
        items=items,
        next=following,
        total=answer.total,
        matched=cast("Any", _MATCHED[answer.relaxation]),
        facets=cast("Any", {facet: dict(counts) for facet, counts in answer.facets.items()}),
        took_ms=round((time.perf_counter() - started) * 1000),
    )


async def read(session: AsyncSession, document_id: UUID) -> DocumentRead:
    """One shown document. Raises DocumentNotFound."""
    row = (await _rows(session, [document_id])).get(document_id)
    if row is None:
        raise DocumentNotFound("No document with this id can be found")
    document = row.document
    return DocumentRead(
        id=document.id,
        version=document.version,
        kind=cast("Any", document.kind),
        title=cast("Any", document.titles),
        description=cast("Any", document.descriptions),
        organisation=row.provider(()),
        stages=document.stages,
        roles=document.roles,
        region=document.region or row.region,
        languages=document.languages,
        category=document.category,
        price=None if document.price_cents is None else Money.of(document.price_cents),
        price_unit=document.price_unit,
        published_at=document.published_at,
    )


async def _rows(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, _Row]:
    if not ids:
        return {}
    found = (
        await session.execute(
            select(Document, _Organisation.titles, _Organisation.region)
            .outerjoin(_Organisation, _Organisation.id == Document.organisation_id)
            .where(Document.id.in_(ids), Document.shown)
        )
    ).all()
    rated = await reputations(session, {document.organisation_id for document, _, _ in found})
    return {
        document.id: _Row(document, names or {}, region, rated.get(document.organisation_id))
        for document, names, region in found
    }


def _hits(
    answer: Answer, rows: Mapping[UUID, _Row], search: Search, preferred: Sequence[str]
) -> list[Hit]:
    matcher = Matcher(search.terms)
    return [
        _hit(row, matcher, hit.score, preferred)
        for hit in answer.hits
        if (row := rows.get(UUID(hit.id))) is not None
    ]


def _hit(row: _Row, matcher: Matcher, score: float, preferred: Sequence[str]) -> Hit:
    document = row.document
    shown = show(
        titles=document.titles,
        descriptions=document.descriptions,
        matcher=matcher,
        preferred=preferred,
    )
    return Hit(
        id=document.id,
        kind=cast("Any", document.kind),
        title=shown.title,
        title_html=shown.title_html,
        snippet=shown.snippet_html,
        language=cast("Any", shown.language),
        organisation=row.provider(preferred or (shown.language,)),
        stage=document.stages[0] if document.stages else None,
        role=document.roles[0] if document.roles else None,
        region=document.region or row.region,
        price=None if document.price_cents is None else Money.of(document.price_cents),
        price_unit=document.price_unit,
        published_at=document.published_at,
        score=round(score, 4),
    )
