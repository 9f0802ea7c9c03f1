"""What every engine promises, tried on each.

The embedded engine always runs. Meilisearch is a row of its own when
MEILISEARCH_URL names a server (and MEILISEARCH_KEY its key): its index of
documents is emptied first.
"""

import os
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.engines.embedded import EmbeddedEngine, EmbeddedWriter
from search.engines.meilisearch import MeilisearchEngine, MeilisearchWriter
from search.engines.port import (
    MAX_PRICE_CENTS,
    Answer,
    Entry,
    IndexWriter,
    Relaxation,
    Search,
    SearchEngine,
    Sort,
)
from search.language.analysis import ANALYSER

SERVER = os.environ.get("MEILISEARCH_URL", "")
ENGINES = ["embedded", *(["meilisearch"] if SERVER else [])]


@dataclass
class Engine:
    reader: SearchEngine
    writer: IndexWriter

    async def ids(self, q: str = "", **search: object) -> list[str]:
        return [hit.id for hit in (await self.ask(q, **search)).hits]

    async def ask(self, q: str = "", **search: object) -> Answer:
        return await self.reader.search(Search(terms=ANALYSER.query(q), **search))  # type: ignore[arg-type]


def entry(
    key: str,
    title: str = "Kameru noma",
    body: str = "",
    *,
    language: str = "lv",
    price: int | None = None,
    published: int = 0,
    organisation: str = "",
    **values: Sequence[str],
) -> Entry:
    return Entry(
        id=key,
        values={"kind": ["listing"], "language": [language], **values},
        titles={language: ANALYSER.text(title, language)},
        bodies={language: ANALYSER.text(body, language)},
        names=ANALYSER.names([organisation]),
        price_cents=price,
        published_us=published,
    )


async def _nothing() -> AsyncIterator[Sequence[Entry]]:
    for batch in ():
        yield batch


@pytest.fixture(params=ENGINES)
async def engine(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Engine]:
    key = os.environ.get("MEILISEARCH_KEY")
    made = (
        Engine(EmbeddedEngine(tmp_path), EmbeddedWriter(tmp_path))
        if request.param == "embedded"
        else Engine(MeilisearchEngine(SERVER, key), MeilisearchWriter(SERVER, key))
    )
    await made.writer.replace(_nothing())
    yield made
    await made.reader.close()
    await made.writer.close()


async def test_what_was_written_is_found_at_once_and_what_was_deleted_is_not(
    engine: Engine,
) -> None:
    await engine.writer.write([entry("1"), entry("2")], [])
    assert sorted(await engine.ids("kamera")) == ["1", "2"]
    await engine.writer.write([], ["1"])
    assert await engine.ids("kamera") == ["2"]


async def test_writing_an_entry_again_replaces_it(engine: Engine) -> None:
    await engine.writer.write([entry("1", "Kameru noma")], [])
    await engine.writer.write([entry("1", "Gaismas noma")], [])
    await engine.writer.write([entry("1", "Gaismas noma")], [])
    assert await engine.ids("kamera") == []
    assert await engine.ids("gaismas") == ["1"]
    assert (await engine.ask()).total == 1


async def test_an_index_put_in_place_of_another_has_another_identity(engine: Engine) -> None:
    before = await engine.writer.identity()
    await engine.writer.write([entry("old")], [])
    assert await engine.writer.identity() == before

    async def batches() -> AsyncIterator[Sequence[Entry]]:
        yield [entry("1")]
        yield [entry("2")]

    after = await engine.writer.replace(batches())
    assert after == await engine.writer.identity() != before
    assert sorted(await engine.ids()) == ["1", "2"]


async def test_an_index_whose_replacement_failed_stays_as_it_was(engine: Engine) -> None:
    await engine.writer.write([entry("old")], [])

    async def failing() -> AsyncIterator[Sequence[Entry]]:
        yield [entry("new")]
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        await engine.writer.replace(failing())
    assert await engine.ids() == ["old"]
    await engine.writer.write([entry("later")], [])
    assert sorted(await engine.ids()) == ["later", "old"]


async def test_a_title_counts_for_more_than_a_body(engine: Engine) -> None:
    await engine.writer.write(
        [entry("body", "Noma", "Kameras un gaismas"), entry("title", "Kamera", "Gaismas un noma")],
        [],
    )
    assert await engine.ids("kameras") == ["title", "body"]


async def test_a_misspelt_word_is_found_and_ranks_after_the_right_one(engine: Engine) -> None:
    await engine.writer.write([entry("1", "Operatora darbs")], [])
    assert await engine.ids("operatros") == ["1"]


async def test_the_organisation_is_found_by_its_name_in_any_case(engine: Engine) -> None:
    await engine.writer.write([entry("1", organisation="SIA Baltijas kadru studija")], [])
    assert await engine.ids("baltijas studijas") == ["1"]
    assert await engine.ids("sia baltijas") == ["1"]


async def test_all_words_must_match_and_if_none_has_all_some_do(engine: Engine) -> None:
    await engine.writer.write([entry("1", "Kameru noma"), entry("2", "Kameru remonts")], [])
    strict = await engine.ask("kameru remonts")
    assert [hit.id for hit in strict.hits] == ["2"]
    assert strict.relaxation is Relaxation.ALL_TERMS
    loose = await engine.ask("kameru vulkanizācija")
    assert sorted(hit.id for hit in loose.hits) == ["1", "2"]
    assert loose.relaxation is Relaxation.SOME_TERMS


async def test_what_nothing_resembles_finds_nothing(engine: Engine) -> None:
    await engine.writer.write([entry("1")], [])
    answer = await engine.ask("vulkanizācija")
    assert (answer.hits, answer.total) == ((), 0)


async def test_filters_of_one_facet_are_alternatives_and_of_several_all_hold(
    engine: Engine,
) -> None:
    await engine.writer.write(
        [
            entry("1", region=["riga"], stage=["production"]),
            entry("2", region=["kurzeme"], stage=["production"]),
            entry("3", region=["riga"], stage=["post_production", "distribution"]),
            entry("4"),
        ],
        [],
    )

    async def found(**filters: tuple[str, ...]) -> list[str]:
        return sorted(await engine.ids("kamera", filters=filters))

    assert await found(region=("riga",)) == ["1", "3"]
    assert await found(region=("riga", "kurzeme")) == ["1", "2", "3"]
    assert await found(region=("riga",), stage=("production",)) == ["1"]
    assert await found(stage=("distribution",)) == ["3"]
    assert await found(stage=("no_such_stage",)) == []


async def test_counts_of_a_facet_ignore_its_own_filter_and_heed_the_others(
    engine: Engine,
) -> None:
    await engine.writer.write(
        [
            entry("1", kind=["listing"], region=["riga"]),
            entry("2", kind=["listing"], region=["kurzeme"]),
            entry("3", kind=["equipment"], region=["riga"]),
            entry("4", "Gaisma", kind=["equipment"], region=["vidzeme"]),
        ],
        [],
    )
    answer = await engine.ask("kamera", filters={"region": ("riga",)})
    assert answer.facets["region"] == {"riga": 2, "kurzeme": 1}
    assert answer.facets["kind"] == {"equipment": 1, "listing": 1}
    assert answer.facets["role"] == {}
    assert answer.total == 2


async def test_the_most_frequent_value_of_a_facet_comes_first(engine: Engine) -> None:
    await engine.writer.write(
        [entry("1", region=["b"]), entry("2", region=["b"]), entry("3", region=["a"])], []
    )
    assert list((await engine.ask()).facets["region"].items()) == [("b", 2), ("a", 1)]


async def test_prices_filter_to_the_cent_with_both_ends_included(engine: Engine) -> None:
    prices = {"a": 9_999, "b": 10_000, "c": 10_001, "free": 0, "huge": MAX_PRICE_CENTS}
    entries = [entry(key, price=price) for key, price in prices.items()]
    await engine.writer.write([*entries, entry("none")], [])

    async def between(low: int | None, high: int | None) -> list[str]:
        return sorted(await engine.ids(price_min=low, price_max=high))

    assert await between(10_000, 10_000) == ["b"]
    assert await between(9_999, 10_000) == ["a", "b"]
    assert await between(None, 0) == ["free"]
    assert await between(10_002, None) == ["huge"]
    assert await between(0, None) == ["a", "b", "c", "free", "huge"]


async def test_prices_sort_to_the_cent_and_what_has_none_comes_last(engine: Engine) -> None:
    prices = [5, 1, 10_000_000_001, 3, 10_000_000_000, None, 2]
    entries = [
        entry(str(number), price=price, published=number) for number, price in enumerate(prices)
    ]
    await engine.writer.write(entries, [])
    assert await engine.ids(sort=Sort.PRICE) == ["1", "6", "3", "0", "4", "2", "5"]
    assert await engine.ids(sort=Sort.PRICE_DESCENDING) == ["2", "4", "0", "3", "6", "1", "5"]
    assert await engine.ids("kamera", sort=Sort.PRICE, limit=2) == ["1", "6"]


async def test_without_words_the_newest_come_first(engine: Engine) -> None:
    entries = [entry(str(number), published=number) for number in (2, 3, 1)]
    await engine.writer.write(entries, [])
    assert await engine.ids() == ["3", "2", "1"]
    assert await engine.ids("kamera", sort=Sort.NEWEST) == ["3", "2", "1"]


@pytest.mark.parametrize("sort", list(Sort))
async def test_pages_hold_everything_once(engine: Engine, sort: Sort) -> None:
    entries = [entry(f"{number:02}", price=500) for number in range(25)]
    await engine.writer.write(entries[:12], [])
    await engine.writer.write(entries[12:], [])
    seen: list[str] = []
    for offset in range(0, 30, 10):
        answer = await engine.ask("kamera", sort=sort, offset=offset, limit=10)
        assert answer.total == 25
        seen += [hit.id for hit in answer.hits]
    assert sorted(seen) == [one.id for one in entries]


async def test_values_are_compared_whole_whatever_they_contain(engine: Engine) -> None:
    awkward = 'a "b" \\ c] OR kind IN [x'
    await engine.writer.write([entry("1", region=[awkward]), entry("2", region=["a"])], [])
    assert await engine.ids(filters={"region": (awkward,)}) == ["1"]
    assert (await engine.ask()).facets["region"][awkward] == 1


async def test_a_reader_is_ready_when_it_can_answer(engine: Engine) -> None:
    await engine.writer.write([entry("1")], [])
    await engine.reader.check()


@given(q=st.text(max_size=60))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_no_text_whatever_breaks_a_search(engine: Engine, q: str) -> None:
    await engine.ask(q)


async def test_a_search_of_the_longest_kind_is_answered(engine: Engine) -> None:
    await engine.writer.write([entry("1")], [])
    await engine.ask(" ".join(f"vārds{number}" for number in range(60)))
