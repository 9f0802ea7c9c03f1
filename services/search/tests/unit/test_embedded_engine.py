"""What only the embedded engine does: processes that share a folder."""

import subprocess
import sys
from pathlib import Path

import pytest
from services.search.tests.unit.test_engine_contract import entry

from search.engines.embedded import EmbeddedEngine, EmbeddedWriter, index_folder
from search.engines.port import EngineUnavailable, Search

_OTHER_PROCESS = """
import asyncio, sys
from pathlib import Path
from search.engines.embedded import EmbeddedWriter
from search.engines.port import Entry

async def main():
    writer = EmbeddedWriter(Path(sys.argv[1]))
    one = Entry("other", {"kind": ["listing"]}, {"lv": "kamer"}, {}, "", None, 1)
    await writer.write([one], [])
    {ending}

asyncio.run(main())
"""


def _write_elsewhere(folder: Path, *, ending: str) -> int:
    code = _OTHER_PROCESS.replace("{ending}", ending)
    return subprocess.run([sys.executable, "-c", code, str(folder)], check=False).returncode


async def test_before_there_is_an_index_nothing_is_found_and_then_it_is(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path)
    assert (await engine.search(Search())).total == 0
    writer = EmbeddedWriter(tmp_path)
    await writer.write([entry("1")], [])
    await writer.close()
    assert (await engine.search(Search())).total == 1


async def test_a_reader_sees_what_another_process_has_committed(tmp_path: Path) -> None:
    engine = EmbeddedEngine(tmp_path)
    assert (await engine.search(Search())).total == 0
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
    await writer.write([entry("1")], [])
    await writer.close()
    (index_folder(tmp_path) / "meta.json").write_text("{")
    with pytest.raises(EngineUnavailable):
        await EmbeddedEngine(tmp_path).search(Search())


async def test_a_reader_follows_an_index_that_was_made_anew(tmp_path: Path) -> None:
    engine, writer = EmbeddedEngine(tmp_path / "a"), EmbeddedWriter(tmp_path / "a")
    await writer.write([entry("1"), entry("2")], [])
    await writer.close()
    assert (await engine.search(Search())).total == 2
    (tmp_path / "a").rename(tmp_path / "b")
    assert (await engine.search(Search())).total == 0
    writer = EmbeddedWriter(tmp_path / "a")
    await writer.write([entry("3")], [])
    await writer.close()
    assert [hit.id for hit in (await engine.search(Search())).hits] == ["3"]
