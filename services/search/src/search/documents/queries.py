"""Reading documents: what was found, from the engine and the table together."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from search.documents.repository import Found, find_shown, shown_document
from search.documents.schemas import (
    DocumentOut,
    Facet,
    HitOut,
    Matched,
    ProviderOut,
    SearchOut,
)
from search.documents.showing import show
from search.engines.port import MAX_DEPTH, Answer, Relaxation, Search, SearchEngine
from search.language.highlighting import Matcher
from shared.http.paging import Paging
from shared.money import Money
from shared.texts import Language

_MATCHED: Final[Mapping[Relaxation, Matched]] = {
    Relaxation.ALL_TERMS: "all_words",
    Relaxation.ALL_TERMS_WITH_SLIPS: "all_words_nearly",
    Relaxation.SOME_TERMS: "some_words",
}


async def find_documents(
    session: AsyncSession,
    engine: SearchEngine,
    search: Search,
    *,
    preferred: Sequence[str],
    paging: Paging,
) -> SearchOut:
    """Find organisations, competences, listings and equipment.

    Words are found in any grammatical form; a slip of the keyboard is forgiven where
    a word is unknown. If no document has all words, those with some are shown, the
    best first. A published document is found within two seconds of its publishing;
    one that was withdrawn is left out at once. A page deep in a list may repeat or
    miss a document that was changed in between.
    """
    started = time.perf_counter()
    answer = await engine.search(search)
    found = await find_shown(session, [UUID(hit.id) for hit in answer.hits])
    # Marking long texts takes its time: in a thread other requests are served meanwhile.
    items = await asyncio.to_thread(_hits, answer, found, search, tuple(preferred))
    seen = search.offset + len(answer.hits)
    following = None
    if answer.hits and seen < min(answer.total, MAX_DEPTH):
        following = paging.cursor([seen])
        paging.link_next(following)
    return SearchOut(
        items=items,
        next=following,
        total=answer.total,
        matched=_MATCHED[answer.relaxation],
        facets={cast("Facet", facet): dict(counts) for facet, counts in answer.facets.items()},
        took_ms=round((time.perf_counter() - started) * 1000),
    )


async def read_document(session: AsyncSession, document_id: UUID) -> DocumentOut:
    """Read one document in every language that it has."""
    return DocumentOut.model_validate(await shown_document(session, document_id))


def _hits(
    answer: Answer, found: Mapping[UUID, Found], search: Search, preferred: tuple[str, ...]
) -> list[HitOut]:
    matcher = Matcher(search.terms)
    return [
        _hit(one, matcher, hit.score, preferred)
        for hit in answer.hits
        if (one := found.get(UUID(hit.id))) is not None
    ]


def _hit(found: Found, matcher: Matcher, score: float, preferred: tuple[str, ...]) -> HitOut:
    document = found.document
    words = show(
        titles=document.titles,
        descriptions=document.descriptions,
        matcher=matcher,
        preferred=preferred,
    )
    return HitOut(
        id=document.id,
        kind=document.kind,
        title=words.title,
        title_html=words.title_html,
        snippet=words.snippet_html,
        language=cast("Language", words.language),
        organisation=ProviderOut.model_validate(
            replace(found.provider, languages=preferred or (words.language,))
        ),
        stage=document.stages[0] if document.stages else None,
        role=document.roles[0] if document.roles else None,
        region=found.region,
        price=None if document.price_cents is None else Money.of(document.price_cents),
        price_unit=document.price_unit,
        published_at=document.published_at,
        score=round(score, 4),
    )
