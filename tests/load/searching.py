"""How long searches take on many documents.

The documents are made of words of the gold set, deterministically; the engine is asked
directly, so what HTTP and the table add is not measured.
"""

import random
import tempfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from services.search.tests.unit.gold_set import DOCUMENTS, QUERIES, TYPOS
from tests.load.measuring import Figure, measure

from search.engines.embedded import EmbeddedEngine, EmbeddedWriter
from search.engines.port import Entry, Search, Sort
from search.language.analysis import ANALYSER

DOCUMENTS_MADE = 10_000
REGIONS = ("riga", "kurzeme", "zemgale", "latgale", "vidzeme")
STAGES = ("pre_production", "production", "post_production", "distribution")
KINDS = ("organisation", "competence", "listing", "equipment")


def made_up(count: int) -> list[Entry]:
    """`count` entries of 5-60 words in one or two languages each."""
    chance = random.Random(20_260_302)
    words = {
        language: [
            word
            for document in DOCUMENTS
            if document.language == language
            for word in f"{document.title} {document.body}".split()
        ]
        for language in ("lv", "en", "lt", "et")
    }

    def text(language: str, shortest: int, longest: int) -> str:
        length = chance.randint(shortest, longest)
        return ANALYSER.text(" ".join(chance.choices(words[language], k=length)), language)

    entries = []
    for number in range(count):
        languages = chance.choice([("lv",), ("lv", "en"), ("en",), ("lt",), ("et", "en")])
        entries.append(
            Entry(
                id=f"{number:08}",
                values={
                    "kind": [chance.choice(KINDS)],
                    "region": [chance.choice(REGIONS)],
                    "stage": [chance.choice(STAGES)],
                    "language": languages,
                },
                titles={language: text(language, 2, 6) for language in languages},
                bodies={language: text(language, 5, 60) for language in languages},
                names=text("lv", 2, 3),
                price_cents=chance.randrange(100, 1_000_000) if number % 2 else None,
                published_us=number,
            )
        )
    return entries


async def _batches(entries: list[Entry]) -> AsyncIterator[Sequence[Entry]]:
    for start in range(0, len(entries), 500):
        yield entries[start : start + 500]


async def run() -> AsyncIterator[Figure]:
    """Index ten thousand documents, then ask the gold set's questions of them."""
    entries = made_up(DOCUMENTS_MADE)
    with tempfile.TemporaryDirectory() as folder:
        writer, engine = EmbeddedWriter(Path(folder)), EmbeddedEngine(Path(folder))
        await writer.replace(_batches(entries))
        kinds: dict[str, list[Search]] = {
            "words": [Search(terms=ANALYSER.query(query.q)) for query in QUERIES],
            "words with a slip": [Search(terms=ANALYSER.query(query.q)) for query in TYPOS],
            "words, two filters": [
                Search(
                    terms=ANALYSER.query(query.q),
                    filters={"region": ("riga",), "kind": ("listing", "equipment")},
                    price_max=500_000,
                )
                for query in QUERIES
            ],
            "everything by price, page 100": [Search(sort=Sort.PRICE, offset=2_000)],
        }
        for what, searches in kinds.items():

            async def search(number: int, searches: list[Search] = searches) -> None:
                await engine.search(searches[number % len(searches)])

            yield await measure(f"search {DOCUMENTS_MADE:,}: {what}", search, operations=300)

        async def make_findable(number: int) -> None:
            await writer.write([entries[number]], [])

        yield await measure("make one change findable", make_findable, operations=50, warmup=3)
        await engine.close()
        await writer.close()
