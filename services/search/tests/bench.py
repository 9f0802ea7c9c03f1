"""How long searches take on many documents: `python services/search/tests/bench.py [documents]`.

Prints and asserts nothing: what is fast depends on the machine. The documents are
made of words of the gold set, deterministically; the engine is asked directly, so
what HTTP and the table add is not measured.
"""

import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from services.search.tests.unit.gold_set import DOCUMENTS, QUERIES, TYPOS  # noqa: E402

from search.engines.embedded import EmbeddedEngine, EmbeddedWriter  # noqa: E402
from search.engines.port import Entry, Search, Sort  # noqa: E402
from search.language.analysis import ANALYSER  # noqa: E402

ROUNDS = 5
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


def _say(what: str, milliseconds: list[float]) -> None:
    ordered = sorted(milliseconds)
    at = {
        share: ordered[min(len(ordered) - 1, int(len(ordered) * share))] for share in (0.95, 0.99)
    }
    sys.stdout.write(
        f"{what:32} {len(ordered):5} searches   median {statistics.median(ordered):6.2f} ms"
        f"   p95 {at[0.95]:6.2f}   p99 {at[0.99]:6.2f}   worst {ordered[-1]:6.2f}\n"
    )


async def main(count: int) -> None:
    started = time.perf_counter()
    entries = made_up(count)
    analysed = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        writer, engine = EmbeddedWriter(Path(folder)), EmbeddedEngine(Path(folder))
        await writer.replace(_batches(entries))
        written = time.perf_counter()
        sys.stdout.write(
            f"{count} documents: analysed in {analysed - started:.2f} s, "
            f"written in {written - analysed:.2f} s\n"
        )
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
            "everything by price, page 100": [Search(sort=Sort.PRICE, offset=2_000)] * 20,
        }
        for what, searches in kinds.items():
            took = []
            for search in searches * ROUNDS:
                before = time.perf_counter()
                await engine.search(search)
                took.append((time.perf_counter() - before) * 1000)
            _say(what, took)
        before = time.perf_counter()
        await writer.write(entries[:1], [])
        await engine.search(Search())
        sys.stdout.write(
            f"one document written and seen: {(time.perf_counter() - before) * 1000:.1f} ms\n"
        )
        await writer.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
