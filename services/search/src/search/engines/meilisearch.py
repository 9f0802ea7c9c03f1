"""The Meilisearch engine, written from its documentation.

Reading goes by one pooled httpx client to `POST /multi-search`, in federation:
one query per language over that language's attributes, because each language
has its own forms of the words; Meilisearch merges the answers and shows a
document once. Writing goes by the official client, which knows tasks and
settings but is not safe to share between threads: it lives in one thread.

What it does otherwise than the embedded engine:
- each query is answered in one language: words of two languages in one query
  meet only once the terms are relaxed;
- a term may always have slips (the ranking puts exact matches first), so
  `ALL_TERMS_WITH_SLIPS` is no step of its own;
- the total is Meilisearch's estimate.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from zlib import crc32

import httpx
import meilisearch
from meilisearch.errors import MeilisearchApiError, MeilisearchError
from pydantic import BaseModel, Field, ValidationError

from search.engines.port import (
    FACETS,
    MAX_DEPTH,
    MAX_FACET_VALUES,
    NOTHING,
    Answer,
    EngineUnavailable,
    Entry,
    Hit,
    IndexNotReady,
    Relaxation,
    Search,
    Sort,
    ordered_counts,
)
from search.language.analysis import ANALYSIS
from search.language.stems import LANGUAGES
from search.language.typos import ONE_SLIP_FROM, TWO_SLIPS_FROM

SCHEMA_VERSION = "1"
INDEX = f"documents_schema{SCHEMA_VERSION}_analysis{ANALYSIS}"
NEXT_INDEX = f"{INDEX}_next"
SEARCH_TIMEOUT_SECONDS = 3.0
TASK_TIMEOUT_MS = 60_000

SETTINGS: dict[str, Any] = {
    "searchableAttributes": [
        *(f"title_{language}" for language in LANGUAGES),
        "names",
        *(f"body_{language}" for language in LANGUAGES),
    ],
    "displayedAttributes": ["id"],
    "filterableAttributes": ["id", *FACETS, "price_cents"],
    "sortableAttributes": ["price_cents", "published_us", "tie"],
    # `sort` first: whoever sorts by price wants the price order, not the order
    # by price among equally relevant documents. Without a sort it does nothing.
    "rankingRules": ["sort", "words", "typo", "proximity", "attribute", "exactness"],
    "typoTolerance": {
        "enabled": True,
        "minWordSizeForTypos": {"oneTypo": ONE_SLIP_FROM, "twoTypos": TWO_SLIPS_FROM},
    },
    "pagination": {"maxTotalHits": MAX_DEPTH},
    "faceting": {"maxValuesPerFacet": MAX_FACET_VALUES},
    # The forms are whole words already; a prefix of a stem means nothing.
    "prefixSearch": "disabled",
}

_SORTS: dict[Sort, list[str]] = {
    Sort.PRICE: ["price_cents:asc", "tie:asc"],
    Sort.PRICE_DESCENDING: ["price_cents:desc", "tie:asc"],
    Sort.NEWEST: ["published_us:desc", "tie:asc"],
}

T = TypeVar("T")


class _Federation(BaseModel):
    weighted_ranking_score: float = Field(0.0, alias="weightedRankingScore")


class _Found(BaseModel):
    id: str
    federation: _Federation | None = Field(None, alias="_federation")


class _Facets(BaseModel):
    distribution: dict[str, dict[str, int]] = {}


class _Answer(BaseModel):
    hits: list[_Found]
    total: int = Field(0, alias="estimatedTotalHits")
    facets_by_index: dict[str, _Facets] = Field(default_factory=dict, alias="facetsByIndex")

    def counts(self, facet: str) -> dict[str, int]:
        facets = self.facets_by_index.get(INDEX, _Facets())
        return ordered_counts(facets.distribution.get(facet, {}))


class MeilisearchEngine:
    """Asks the server at `url` with a key that may search."""

    def __init__(self, url: str, key: str | None) -> None:
        self._client = httpx.AsyncClient(
            base_url=url,
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=SEARCH_TIMEOUT_SECONDS,
            limits=httpx.Limits(max_connections=50, max_keepalive_connections=20),
        )

    async def check(self) -> None:
        try:
            (await self._client.get("/health")).raise_for_status()
        except httpx.HTTPError as error:
            raise EngineUnavailable("Meilisearch does not answer") from error

    async def close(self) -> None:
        await self._client.aclose()

    async def search(self, search: Search) -> Answer:
        steps = (Relaxation.ALL_TERMS, Relaxation.SOME_TERMS)
        answer = NOTHING
        for relaxation in steps if search.terms else steps[:1]:
            answer = await self._answer(search, relaxation)
            if answer.total:
                break
        return answer

    async def _answer(self, search: Search, relaxation: Relaxation) -> Answer:
        filtered = [facet for facet in FACETS if search.filters.get(facet)]
        free = [facet for facet in FACETS if facet not in filtered]
        main, *others = await asyncio.gather(
            self._ask(question(search, relaxation, facets=free)),
            *(
                self._ask(question(search, relaxation, facets=[facet], without=facet))
                for facet in filtered
            ),
        )
        counts = {facet: main.counts(facet) for facet in free}
        counts |= {
            facet: other.counts(facet) for facet, other in zip(filtered, others, strict=True)
        }
        ranked = search.effective_sort is Sort.RELEVANCE
        return Answer(
            tuple(
                Hit(
                    found.id,
                    found.federation.weighted_ranking_score if ranked and found.federation else 0.0,
                )
                for found in main.hits
            ),
            main.total,
            {facet: counts.get(facet, {}) for facet in FACETS},
            relaxation,
        )

    async def _ask(self, body: dict[str, Any]) -> _Answer:
        try:
            response = await self._client.post("/multi-search", json=body)
            if response.is_client_error and _code(response) == "index_not_found":
                raise IndexNotReady("there is no index yet")
            response.raise_for_status()
            return _Answer.model_validate_json(response.content)
        except (httpx.HTTPError, ValidationError) as error:
            raise EngineUnavailable("Meilisearch does not answer") from error


def question(
    search: Search,
    relaxation: Relaxation,
    *,
    facets: Sequence[str],
    without: str | None = None,
) -> dict[str, Any]:
    """The body of a federated search.

    `without` names a facet whose filter is left out: then only its counts are wanted.
    """
    common: dict[str, Any] = {
        "indexUid": INDEX,
        "filter": _filter(search, without),
        "attributesToRetrieve": ["id"],
        "matchingStrategy": "all" if relaxation is Relaxation.ALL_TERMS else "last",
    }
    sort = _SORTS.get(search.effective_sort)
    if sort is not None:
        common["sort"] = sort
    return {
        "federation": {
            "offset": 0 if without else search.offset,
            "limit": 0 if without else max(1, min(search.limit, MAX_DEPTH - search.offset)),
            "facetsByIndex": {INDEX: list(facets)},
        },
        "queries": [common | texts for texts in _texts(search)],
    }


def _texts(search: Search) -> list[dict[str, Any]]:
    """One query per distinct spelling: languages that agree on all forms share one."""
    if not search.terms:
        return [{"q": ""}]
    attributes: dict[str, list[str]] = {}
    for language in LANGUAGES:
        forms = [(term.in_language(language) or (term.plain,))[0] for term in search.terms]
        searched = attributes.setdefault(" ".join(forms), ["names"])
        searched += [f"title_{language}", f"body_{language}"]
    return [{"q": q, "attributesToSearchOn": searched} for q, searched in attributes.items()]


def _filter(search: Search, without: str | None) -> list[str]:
    conditions = [
        _any_of(facet, values)
        for facet, values in search.filters.items()
        if values and facet != without
    ]
    if search.price_min is not None:
        conditions.append(f"price_cents >= {search.price_min}")
    if search.price_max is not None:
        conditions.append(f"price_cents <= {search.price_max}")
    return conditions


def _any_of(attribute: str, values: Sequence[str]) -> str:
    return f"{attribute} IN [{', '.join(_quoted(value) for value in values)}]"


def _quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _code(response: httpx.Response) -> object:
    try:
        body = response.json()
    except ValueError:
        return None
    return body.get("code") if isinstance(body, dict) else None


class MeilisearchWriter:
    """Writes to the server at `url` with a key that may change indexes and settings."""

    def __init__(self, url: str, key: str | None) -> None:
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="meilisearch-writer")
        self._client = meilisearch.Client(url, key, timeout=30)

    async def identity(self) -> str | None:
        return await self._do(self._read_identity)

    async def write(self, upserts: Sequence[Entry], deletions: Sequence[str]) -> None:
        await self._do(lambda: self._write(upserts, deletions))

    async def replace(self, batches: AsyncIterator[Sequence[Entry]]) -> str:
        await self._do(self._begin)
        async for batch in batches:
            await self._do(lambda batch=batch: self._add(NEXT_INDEX, batch))  # type: ignore[misc]
        return await self._do(self._swap)

    async def close(self) -> None:
        self._worker.shutdown()

    async def _do(self, work: Callable[[], T]) -> T:
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._worker, work)
        except (MeilisearchError, ValidationError) as error:
            raise EngineUnavailable("Meilisearch could not be written to") from error

    def _read_identity(self) -> str | None:
        try:
            created = self._client.get_raw_index(INDEX)["createdAt"]
        except MeilisearchApiError as error:
            if error.code == "index_not_found":
                return None
            raise
        return f"{INDEX}@{created}"

    def _write(self, upserts: Sequence[Entry], deletions: Sequence[str]) -> None:
        if deletions:
            gone = _any_of("id", deletions)
            self._wait(self._client.index(INDEX).delete_documents(filter=gone).task_uid)
        self._add(INDEX, upserts)

    def _add(self, index: str, entries: Sequence[Entry]) -> None:
        if entries:
            documents = [_document(entry) for entry in entries]
            self._wait(self._client.index(index).add_documents(documents, "id").task_uid)

    def _begin(self) -> None:
        self._wait(self._client.delete_index(NEXT_INDEX).task_uid, accept="index_not_found")
        self._wait(self._client.create_index(NEXT_INDEX, {"primaryKey": "id"}).task_uid)
        self._wait(self._client.index(NEXT_INDEX).update_settings(SETTINGS).task_uid)

    def _swap(self) -> str:
        if self._read_identity() is None:  # only two existing indexes can be swapped
            self._wait(self._client.create_index(INDEX, {"primaryKey": "id"}).task_uid)
        self._wait(self._client.swap_indexes([{"indexes": [INDEX, NEXT_INDEX]}]).task_uid)
        self._wait(self._client.delete_index(NEXT_INDEX).task_uid)
        identity = self._read_identity()
        if identity is None:
            raise MeilisearchError("the index is gone right after it was swapped in")
        return identity

    def _wait(self, task_uid: int, *, accept: str | None = None) -> None:
        """Until the task is done. A task may fail with the error code `accept`."""
        task = self._client.wait_for_task(task_uid, timeout_in_ms=TASK_TIMEOUT_MS)
        code = (task.error or {}).get("code")
        if task.status != "succeeded" and (accept is None or code != accept):
            raise MeilisearchError(f"task {task_uid} {task.status}: {code}")


def _document(entry: Entry) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": entry.id,
        "names": entry.names,
        "published_us": entry.published_us,
        "tie": crc32(entry.id.encode()),
    }
    fields |= {facet: list(entry.values.get(facet, ())) for facet in FACETS}
    fields |= _by_language("title", entry.titles)
    fields |= _by_language("body", entry.bodies)
    if entry.price_cents is not None:
        fields["price_cents"] = entry.price_cents
    return fields


def _by_language(part: str, texts: Mapping[str, str]) -> dict[str, str]:
    return {f"{part}_{language}": text for language, text in texts.items() if text}
