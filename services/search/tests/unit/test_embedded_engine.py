"""What only the embedded engine does: processes that share a folder."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
import tantivy
from services.search.tests.unit.test_engine_contract import entry

from search.engines.embedded import EmbeddedEngine, EmbeddedWriter, index_folder
from search.engines.failures import as_unavailable
from search.engines.port import EngineUnavailable, Entry, IndexNotReady, Search

_OTHER_PROCESS = """
import asyncio, sys
from pathlib import Path
from search.engines.embedded import EmbeddedWriter
from search.engines.port import Entry

async def main():
    writer = EmbeddedWriter(Path(sys.argv[1]))
    one = Entry("other", {"kind": ["listing"]}, {"lv": "kamer"}, {}, "", None, 1)
    async def whole():
        yield [one]
    await writer.replace(whole())
    {ending}

asyncio.run(main())
"""


def _write_elsewhere(folder: Path, *, ending: str) -> int:
    code = _OTHER_PROCESS.replace("{ending}", ending)
    return subprocess.run([sys.executable, "-c", code, str(folder)], check=False).returncode


async def test_before_an_index_is_whole_no_question_is_answered(tmp_path: Path) -> None:
    engine, writer = EmbeddedEngine(tmp_path), EmbeddedWriter(tmp_path)

    async def asking() -> AsyncIterator[Sequence[Entry]]:
        for ask in (engine.check(), engine.search(Search())):
            with pytest.raises(IndexNotReady):
                await ask
        yield [entry("1")]

    with pytest.raises(IndexNotReady):
        await engine.search(Search())
    await writer.replace(asking())
    await writer.close()
    assert (await engine.search(Search())).total == 1


async def test_a_reader_sees_what_another_process_has_committed(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path)
    with pytest.raises(IndexNotReady):
        await engine.search(Search())
    assert _write_elsewhere(tmp_path, ending="await writer.close()") == 0
    assert [hit.id for hit in (await engine.search(Search())).hits] == ["other"]


async def test_a_writer_that_was_killed_leaves_its_commits_and_no_lock(tmp_path: Path) -> None:
    assert _write_elsewhere(tmp_path, ending="import os; os.kill(os.getpid(), 9)") == -9
    writer = EmbeddedWriter(tmp_path)
    await writer.write([entry("1")], [])
    await writer.close()
    assert (await EmbeddedEngine(tmp_path).search(Search())).total == 2


async def test_a_second_writer_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    first, second = EmbeddedWriter(tmp_path), EmbeddedWriter(tmp_path)
    await first.write([entry("1")], [])
    with pytest.raises(EngineUnavailable):
        await second.write([entry("2")], [])
    await first.close()
    await second.write([entry("2")], [])
    await second.close()


async def test_a_lost_folder_is_an_index_without_identity(tmp_path: Path) -> None:
    writer = EmbeddedWriter(tmp_path)
    await writer.write([entry("1")], [])
    assert await writer.identity() is None
    await writer.close()


async def test_a_damaged_index_is_unavailable_rather_than_empty(tmp_path: Path) -> None:
    writer = EmbeddedWriter(tmp_path)
    await writer.replace(_only("1"))
    await writer.close()
    (index_folder(tmp_path) / "meta.json").write_text("{")
    with pytest.raises(EngineUnavailable):
        await EmbeddedEngine(tmp_path).search(Search())


async def test_a_reader_follows_an_index_that_was_made_anew(tmp_path: Path) -> None:
    engine, writer = EmbeddedEngine(tmp_path / "a"), EmbeddedWriter(tmp_path / "a")
    await writer.replace(_only("1", "2"))
    await writer.close()
    assert (await engine.search(Search())).total == 2
    (tmp_path / "a").rename(tmp_path / "b")
    with pytest.raises(IndexNotReady):
        await engine.search(Search())
    writer = EmbeddedWriter(tmp_path / "a")
    await writer.replace(_only("3"))
    await writer.close()
    assert [hit.id for hit in (await engine.search(Search())).hits] == ["3"]


async def _only(*keys: str) -> AsyncIterator[Sequence[Entry]]:
    yield [entry(key) for key in keys]


def _in_the_way(tmp_path: Path) -> Path:
    """Move the index away, and put a file where it was, so that none can be made there."""
    away = (tmp_path / "a").rename(tmp_path / "b")
    (tmp_path / "a").write_text("")
    return away


async def test_a_writer_goes_on_when_the_folder_that_it_lost_is_back(tmp_path: Path) -> None:
    writer = EmbeddedWriter(tmp_path / "a")
    identity = await writer.replace(_only("1"))
    away = _in_the_way(tmp_path)
    for _ in range(2):
        with pytest.raises(EngineUnavailable):
            await writer.write([entry("2")], [])
        with pytest.raises(EngineUnavailable):
            await writer.replace(_only("2"))
    (tmp_path / "a").unlink()
    away.rename(tmp_path / "a")
    assert await writer.identity() == identity
    await writer.write([entry("3")], [])
    hits = (await EmbeddedEngine(tmp_path / "a").search(Search())).hits
    assert {hit.id for hit in hits} == {"1", "3"}
    await writer.close()


async def test_a_writer_makes_an_index_anew_whose_folder_is_gone(tmp_path: Path) -> None:
    writer = EmbeddedWriter(tmp_path / "a")
    await writer.replace(_only("1"))
    (tmp_path / "a").rename(tmp_path / "b")
    assert await writer.identity() is None
    await writer.replace(_only("2"))
    assert [hit.id for hit in (await EmbeddedEngine(tmp_path / "a").search(Search())).hits] == ["2"]
    await writer.close()


async def test_an_index_lost_while_it_is_written_whole_does_not_end_as_half_of_one(
    tmp_path: Path,
) -> None:
    writer = EmbeddedWriter(tmp_path / "a")

    async def losing() -> AsyncIterator[Sequence[Entry]]:
        yield [entry("1")]
        (tmp_path / "a").rename(tmp_path / "b")
        index_folder(tmp_path / "a").mkdir(parents=True)
        yield [entry("2")]

    with pytest.raises(EngineUnavailable):
        await writer.replace(losing())
    assert await writer.identity() is None
    await writer.close()


async def test_a_rebuild_that_is_cancelled_while_the_index_is_away_ends(tmp_path: Path) -> None:
    writer = EmbeddedWriter(tmp_path / "a")
    await writer.replace(_only("1"))
    reached = asyncio.Event()

    async def waiting() -> AsyncIterator[Sequence[Entry]]:
        yield [entry("2")]
        _in_the_way(tmp_path)
        reached.set()
        await asyncio.Event().wait()

    rebuilding = asyncio.create_task(writer.replace(waiting()))
    await reached.wait()
    rebuilding.cancel()
    with pytest.raises(asyncio.CancelledError):
        await rebuilding
    await writer.close()


def test_a_panic_is_told_as_an_engine_that_is_away(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    folder.mkdir()
    schema = tantivy.SchemaBuilder().build()
    writer = tantivy.Index(schema, path=str(folder)).writer(15_000_000, 1)
    folder.rename(tmp_path / "away")
    for _ in range(3):  # of these the first fails, and all others panic
        with pytest.raises(EngineUnavailable, match="in words"), as_unavailable("in words"):
            writer.rollback()
