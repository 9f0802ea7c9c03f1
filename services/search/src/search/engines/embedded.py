"""The embedded engine: a tantivy index in a folder.

One process writes (tantivy's own lock on the folder enforces it); any number of
processes on the same machine or volume read, and see a commit at their next
search: before each search the reader looks whether the index's `meta.json` has
changed, which costs a microsecond or two, instead of being told by a watcher
that looks twice a second.

The folder's name carries the schema version and the analysis, so that an old
and a new release can run side by side on one volume during a deployment.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import tantivy
from tantivy import Occur, Query

from search.engines.failures import as_unavailable
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
from search.language.analysis import ANALYSIS, Term
from search.language.stems import LANGUAGES
from search.language.typos import budget

SCHEMA_VERSION = "1"
_WRITER_HEAP = 50_000_000

_TITLE, _NAMES, _BODY = 3.0, 2.0, 1.0
_SLIP = 0.3
"""What a match with slips is worth against the same match without."""

T = TypeVar("T")


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for facet in FACETS:
        builder.add_text_field(facet, fast=True, tokenizer_name="raw", index_option="basic")
    for language in LANGUAGES:
        for part in ("title", "body"):
            builder.add_text_field(
                f"{part}_{language}", tokenizer_name="whitespace", index_option="freq"
            )
    builder.add_text_field("names", tokenizer_name="whitespace", index_option="freq")
    builder.add_integer_field("price_cents", indexed=True, fast=True)
    builder.add_integer_field("price_key", fast=True)
    builder.add_integer_field("published_us", fast=True)
    return builder.build()


SCHEMA = _schema()


def index_folder(path: Path) -> Path:
    """The folder below `path` that this release's index lies in."""
    return path / f"schema-{SCHEMA_VERSION}-analysis-{ANALYSIS}"


class EmbeddedEngine:
    """Reads the index below `path`, once it has been written as a whole."""

    def __init__(self, path: Path) -> None:
        self._folder = index_folder(path)
        self._meta = self._folder / "meta.json"
        self._identity = self._folder / "identity"
        self._index: tantivy.Index | None = None
        self._seen: tuple[int, int] | None = None

    async def search(self, search: Search) -> Answer:
        return await asyncio.to_thread(self._search, search)

    async def check(self) -> None:
        await asyncio.to_thread(self._searcher)

    async def close(self) -> None:
        self._index = None

    def _searcher(self) -> tantivy.Searcher:
        try:
            self._identity.stat()  # the writer's last word on an index that is whole
            status = self._meta.stat()
        except (FileNotFoundError, NotADirectoryError):
            self._index = self._seen = None
            raise IndexNotReady("there is no index yet") from None
        now = (status.st_mtime_ns, status.st_ino)
        index, seen = self._index, self._seen
        # Kept again only where all goes well: after a failure the index is opened anew.
        self._index = self._seen = None
        with as_unavailable("the index cannot be opened"):
            if index is None:
                index = tantivy.Index.open(str(self._folder))
                index.config_reader(reload_policy="manual")
                index.register_tokenizer("whitespace", _whitespace())
            if seen != now:
                index.reload()
            searcher = index.searcher()
        self._index, self._seen = index, now
        return searcher

    def _search(self, search: Search) -> Answer:
        searcher = self._searcher()
        with as_unavailable("the index could not be read"):
            return _Asking(searcher, search).answer()


class _Asking:
    """One search against one snapshot of the index."""

    def __init__(self, searcher: tantivy.Searcher, search: Search) -> None:
        self._searcher = searcher
        self._search = search
        self._filters = {
            facet: _keep(Query.term_set_query(SCHEMA, facet, list(values)))
            for facet, values in search.filters.items()
            if values
        }

    def answer(self) -> Answer:
        answer = NOTHING
        for relaxation in Relaxation if self._search.terms else (Relaxation.ALL_TERMS,):
            answer = self._answer(relaxation)
            if answer.total:
                break
        return answer

    def _answer(self, relaxation: Relaxation) -> Answer:
        text = self._text(relaxation)
        found = self._hits(self._filtered(text))
        facets = self._facets(text)
        return Answer(
            tuple(
                Hit(str(self._searcher.doc(address)["id"][0]), score) for score, address in found[0]
            ),
            found[1],
            facets,
            relaxation,
        )

    def _hits(self, query: Query) -> tuple[list[tuple[float, Any]], int]:
        search = self._search
        limit = max(1, min(search.limit, MAX_DEPTH - search.offset))
        sort = search.effective_sort
        if sort is Sort.RELEVANCE:
            result = self._searcher.search(query, limit, offset=search.offset)
            return [(float(score), address) for score, address in result.hits], _total(result)
        field = "published_us" if sort is Sort.NEWEST else "price_key"
        result = self._searcher.search(
            query,
            limit,
            offset=search.offset,
            order_by_field=field,
            order=tantivy.Order.Asc if sort is Sort.PRICE else tantivy.Order.Desc,
        )
        return [(0.0, address) for _, address in result.hits], _total(result)

    def _facets(self, text: Query) -> dict[str, dict[str, int]]:
        free = [facet for facet in FACETS if facet not in self._filters]
        counts = self._counts(self._filtered(text), free)
        for facet in self._filters:
            counts |= self._counts(self._filtered(text, but=facet), [facet])
        return {facet: counts[facet] for facet in FACETS}

    def _counts(self, query: Query, facets: Sequence[str]) -> dict[str, dict[str, int]]:
        if not facets:
            return {}
        wanted = {facet: {"terms": {"field": facet, "size": MAX_FACET_VALUES}} for facet in facets}
        result = self._searcher.aggregate(query, wanted)
        return {
            facet: ordered_counts(
                {bucket["key"]: int(bucket["doc_count"]) for bucket in result[facet]["buckets"]}
            )
            for facet in facets
        }

    def _filtered(self, text: Query, but: str | None = None) -> Query:
        clauses = [(Occur.Must, text)]
        clauses += [(Occur.Must, one) for facet, one in self._filters.items() if facet != but]
        low, high = self._search.price_min, self._search.price_max
        if low is not None or high is not None:
            prices = Query.range_query(SCHEMA, "price_cents", tantivy.FieldType.Integer, low, high)
            clauses.append((Occur.Must, _keep(prices)))
        return Query.boolean_query(clauses)

    def _text(self, relaxation: Relaxation) -> Query:
        terms = self._search.terms
        if not terms:
            return Query.all_query()
        occur = Occur.Should if relaxation is Relaxation.SOME_TERMS else Occur.Must
        slips = relaxation is not Relaxation.ALL_TERMS
        return Query.boolean_query([(occur, self._term(term, slips=slips)) for term in terms])

    def _term(self, term: Term, *, slips: bool) -> Query:
        """The term wherever it may stand; the best place counts, not their sum."""
        places = [
            (f"{part}_{language}", form, weight)
            for language in LANGUAGES
            for form in term.in_language(language)
            for part, weight in (("title", _TITLE), ("body", _BODY))
        ]
        places += [("names", form, _NAMES) for form in term.in_names]
        unknown = not any(self._searcher.doc_freq(field, form) for field, form, _ in places)
        choices = [
            Query.boost_query(Query.term_query(SCHEMA, field, form, "freq"), weight)
            for field, form, weight in places
        ]
        if slips or unknown:
            choices += [
                Query.boost_query(
                    Query.fuzzy_term_query(SCHEMA, field, form, distance=allowed),
                    weight * _SLIP,
                )
                for field, form, weight in places
                if (allowed := budget(form))
            ]
        return Query.disjunction_max_query(choices)


class EmbeddedWriter:
    """Writes the index below `path`. Raises EngineUnavailable when another process does.

    All work is done by one thread, in the order in which it was asked for. After a failure,
    and when the folder is another than before, the index is opened anew at the next call.
    """

    def __init__(self, path: Path) -> None:
        self._folder = index_folder(path)
        self._identity = self._folder / "identity"
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="index-writer")
        self._writer: tantivy.IndexWriter | None = None
        self._opened: tuple[int, int] | None = None

    async def identity(self) -> str | None:
        return await self._do(self._read_identity)

    async def write(self, upserts: Sequence[Entry], deletions: Sequence[str]) -> None:
        await self._do(lambda: self._write(upserts, deletions))

    async def replace(self, batches: AsyncIterator[Sequence[Entry]]) -> str:
        identity = str(uuid4())
        try:
            await self._do(self._clear)
            async for batch in batches:
                await self._do(lambda batch=batch: self._add(batch))  # type: ignore[misc]
            await self._do(lambda: self._finish(identity))
        except BaseException:
            # What was not committed goes with the writer. Rolling back could fail in its turn,
            # and would then hide that the task was cancelled.
            await self._do(self._let_go)
            raise
        return identity

    async def close(self) -> None:
        await self._do(self._let_go)
        self._worker.shutdown()

    async def _do(self, work: Callable[[], T]) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._worker, self._guarded, work)

    def _guarded(self, work: Callable[[], T]) -> T:
        try:
            with as_unavailable("the index could not be written"):
                return work()
        except BaseException:
            # tantivy's writer is of no use after a failure: each further call fails or panics.
            self._let_go()
            raise

    def _open(self) -> tantivy.IndexWriter:
        if self._writer is not None and _place(self._folder) != self._opened:
            # Lost, or put back from a copy: what the writer remembers is of another folder.
            self._let_go()
        if self._writer is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._opened = _place(self._folder)
            index = tantivy.Index(SCHEMA, path=str(self._folder))
            index.register_tokenizer("whitespace", _whitespace())
            self._writer = index.writer(_WRITER_HEAP, 1)
        return self._writer

    def _read_identity(self) -> str | None:
        self._open()
        return self._identity.read_text() if self._identity.exists() else None

    def _write(self, upserts: Sequence[Entry], deletions: Sequence[str]) -> None:
        writer = self._open()
        for gone in (*deletions, *(entry.id for entry in upserts)):
            writer.delete_documents_by_term("id", gone)
        self._add(upserts)
        writer.commit()

    def _add(self, entries: Sequence[Entry]) -> None:
        writer = self._begun()
        for entry in entries:
            writer.add_document(tantivy.Document.from_dict(_fields(entry), SCHEMA))

    def _clear(self) -> None:
        self._open().delete_all_documents()

    def _finish(self, identity: str) -> None:
        self._begun().commit()
        self._identity.write_text(identity)

    def _begun(self) -> tantivy.IndexWriter:
        """The writer that the work began with: its half must not end in another folder."""
        if self._writer is None or _place(self._folder) != self._opened:
            raise EngineUnavailable("the index was lost while it was written")
        return self._writer

    def _let_go(self) -> None:
        # Letting go of the last reference is what releases tantivy's lock.
        self._writer = None


def _place(folder: Path) -> tuple[int, int] | None:
    """Which folder this is, whatever its name; None: there is none."""
    try:
        status = folder.stat()
    except FileNotFoundError:
        return None
    return (status.st_dev, status.st_ino)


def _fields(entry: Entry) -> dict[str, Any]:
    fields: dict[str, Any] = {"id": entry.id, "names": entry.names}
    fields |= {facet: list(entry.values.get(facet, ())) for facet in FACETS}
    fields |= _by_language("title", entry.titles)
    fields |= _by_language("body", entry.bodies)
    fields["published_us"] = entry.published_us
    if entry.price_cents is not None:
        fields["price_cents"] = entry.price_cents
        fields["price_key"] = entry.price_key
    return fields


def _by_language(part: str, texts: Mapping[str, str]) -> dict[str, str]:
    return {f"{part}_{language}": text for language, text in texts.items() if text}


def _keep(query: Query) -> Query:
    """A filter: it decides who stays and adds nothing to the score."""
    return Query.const_score_query(query, 0.0)


def _total(result: tantivy.SearchResult) -> int:
    return int(result.count)  # type: ignore[attr-defined]  # missing from its stub only


def _whitespace() -> tantivy.TextAnalyzer:
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
