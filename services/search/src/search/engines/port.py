"""What the service asks of a search engine, whichever it is.

An engine holds forms made by the language layer and values to filter, count and
sort by. It holds no text to show: that comes from the documents table, so an
answer can never show what has been withdrawn, however far the index lags.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from types import MappingProxyType
from typing import Protocol
from zlib import crc32

from search.language.analysis import Term

FACETS: tuple[str, ...] = ("kind", "stage", "role", "region", "language")
"""What is filtered by exact value and counted."""
MAX_FACET_VALUES = 200
MAX_DEPTH = 10_000
"""Hits further down than this cannot be paged to."""

PRICE_SCALE = 16
"""Bits below the price in a sort key: they part equal prices the same way every time."""
MAX_PRICE_CENTS = (1 << (63 - PRICE_SCALE)) - 1
"""The highest price that sorts exactly: about 1.4 million million euro."""


class EngineUnavailable(ConnectionError):
    """The engine is away or refuses to answer; asking again later may help."""


class IndexNotReady(EngineUnavailable):
    """No index is whole: none was ever built, or it was lost. Finding nothing would mislead."""


class Sort(Enum):
    RELEVANCE = "relevance"
    PRICE = "price"
    PRICE_DESCENDING = "-price"
    NEWEST = "newest"


class Relaxation(IntEnum):
    """How far an engine went to find anything: it stops at the first step with a hit."""

    ALL_TERMS = 0
    """Each term is in the document; a term that is nowhere in the index may have slips."""
    ALL_TERMS_WITH_SLIPS = 1
    """Each term is in the document, each may have slips."""
    SOME_TERMS = 2
    """Some term is in the document, each may have slips."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as an engine holds it; `values` by facet, `titles` and `bodies` by language."""

    id: str
    values: Mapping[str, Sequence[str]]
    titles: Mapping[str, str]
    bodies: Mapping[str, str]
    names: str
    price_cents: int | None
    """EUR cents; None when the document has no price: then no price filter lets it through."""
    published_us: int
    """When it was published: microseconds since 1970 UTC."""

    @property
    def price_key(self) -> int | None:
        """Orders as the price does, and parts equal prices by id."""
        if self.price_cents is None:
            return None
        within = min(self.price_cents, MAX_PRICE_CENTS)
        return (within << PRICE_SCALE) | (crc32(self.id.encode()) & ((1 << PRICE_SCALE) - 1))


@dataclass(frozen=True, slots=True)
class Search:
    """A question: terms (none: everything), what to keep, and which part of the answer.

    `filters`: facet to the accepted values (any of them). Prices are EUR cents,
    both ends included. Without terms relevance means newest first.
    """

    terms: tuple[Term, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    price_min: int | None = None
    price_max: int | None = None
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    limit: int = 20

    @property
    def effective_sort(self) -> Sort:
        if self.sort is Sort.RELEVANCE and not self.terms:
            return Sort.NEWEST
        return self.sort


@dataclass(frozen=True, slots=True)
class Hit:
    id: str
    score: float
    """Comparable within one answer of one engine only; 0 when sorted by something else."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Hits in order, how many there are in all, and counts per facet value.

    The counts of a facet ignore the filter on that facet itself and heed all
    others: they say how many there would be if that value were chosen instead.
    The most frequent values come first.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, Mapping[str, int]]
    relaxation: Relaxation = Relaxation.ALL_TERMS


NOTHING = Answer((), 0, MappingProxyType({facet: {} for facet in FACETS}))


class SearchEngine(Protocol):
    """The reading side; the API has one."""

    async def search(self, search: Search) -> Answer:
        """Answer from what is committed now. Raises IndexNotReady, EngineUnavailable."""

    async def check(self) -> None:
        """Return when questions can be answered. Raises EngineUnavailable."""

    async def close(self) -> None: ...


class IndexWriter(Protocol):
    """The writing side; there is one in the whole deployment, held by the indexer."""

    async def identity(self) -> str | None:
        """Which index this is, made by which analysis; None when there is none yet.

        A lost and newly made index has another identity, so that whoever
        remembers the old one knows that everything is to be written again.
        """

    async def write(self, upserts: Sequence[Entry], deletions: Sequence[str]) -> None:
        """Put entries in or in place of those with their ids, and take others out.

        Searches see all of it when this returns. Doing it twice changes nothing.
        Raises EngineUnavailable; then some of it may have happened.
        """

    async def replace(self, batches: AsyncIterator[Sequence[Entry]]) -> str:
        """Put these entries in place of the whole index; searches see the old until the end.

        Returns the new identity. Raises EngineUnavailable; then the old index stays.
        """

    async def close(self) -> None: ...


def ordered_counts(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts of one facet, the most frequent first, equal ones by name; zeros left out."""
    present = [(value, count) for value, count in counts.items() if count > 0]
    return dict(sorted(present, key=lambda one: (-one[1], one[0])))
