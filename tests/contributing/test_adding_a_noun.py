"""The walk-through of CONTRIBUTING makes a noun that works, and touches what its table says."""

import filecmp
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.contributing.text import ROOT, blocks, changes
from tests.support.databases import Databases

NAMES = {"service": "marketplace", "noun": "endorsements", "event": "endorsement.given.v1"}
COPIED = ("services/marketplace", "shared/contracts", "docs/events.md")
PROGRAM = Path(__file__).with_name("uses_the_new_noun.py")


def copy_of_the_marketplace(to: Path) -> Path:
    for name in COPIED:
        (to / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_dir():
            junk = shutil.ignore_patterns("__pycache__", "tests", "*.egg-info")
            shutil.copytree(ROOT / name, to / name, ignore=junk)
        else:
            shutil.copy(ROOT / name, to / name)
    return to / "services" / "marketplace"


def follow_the_walk_through(service: Path) -> None:
    """Do with the copy what the text says, and nothing else."""
    package = service / "src" / "marketplace"
    (package / "endorsements").mkdir()
    (package / "endorsements" / "__init__.py").write_text('"""What one says for another."""\n')
    for name, code in blocks().items():
        if name.startswith("endorsements/"):
            (package / name).write_text(code, encoding="utf-8")
        elif name.startswith("migrations/"):
            newest = max(path.name[:4] for path in (service / "migrations/versions").glob("0*.py"))
            (service / name).write_text(code.replace('"…"', f'"{newest}"'), encoding="utf-8")
    importing, standing = blocks()["nouns.py"].splitlines()
    lines = (package / "nouns.py").read_text(encoding="utf-8").splitlines()
    lines.insert(lines.index("from shared.nouns import Nouns"), importing)
    lines.insert(lines.index(")"), standing)
    (package / "nouns.py").write_text("\n".join(lines) + "\n", encoding="utf-8")
    table = (package / "permissions.py").read_text(encoding="utf-8")
    opening = "OPENED_BY: Final[Mapping[str, frozenset[str]]] = {\n"
    assert opening in table
    table = table.replace(opening, opening + blocks()["permissions.py"])
    (package / "permissions.py").write_text(table, encoding="utf-8")


def touched(copy: Path) -> set[str]:
    """The files of the copy that are new, or not as they were."""
    return {
        path.relative_to(copy).as_posix()
        for path in copy.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
        if not (same := ROOT / path.relative_to(copy)).is_file()
        or not filecmp.cmp(path, same, shallow=False)
    }


@pytest.fixture(scope="module")
async def url(databases: Databases) -> AsyncIterator[str]:
    made = await databases.empty()
    yield made
    await databases.drop(made)


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory, url: str) -> Path:
    """A copy in which the new noun stands, and was used."""
    copy = tmp_path_factory.mktemp("copy")
    service = copy_of_the_marketplace(copy)
    follow_the_walk_through(service)
    done = subprocess.run(
        [sys.executable, PROGRAM, service, url],
        env={**os.environ, "PYTHONPATH": f"{service / 'src'}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-6000:]
    return copy


def test_a_folder_and_two_lines_make_a_noun_that_is_used_and_written_down(
    followed: Path,
) -> None:
    package = followed / "services/marketplace/src/marketplace"
    before = (ROOT / "services/marketplace/src/marketplace/nouns.py").read_text(encoding="utf-8")
    after = (package / "nouns.py").read_text(encoding="utf-8")
    assert len(after.splitlines()) == len(before.splitlines()) + 2
    noun, event = changes()["a noun"].touches(**NAMES), changes()["an event"].written
    listed = [*noun, *(path.replace("<event>", NAMES["event"]) for path in event)]
    listed = [path.replace("<service>", NAMES["service"]) for path in listed]
    outside = [
        path for path in touched(followed) if not any(path.startswith(place) for place in listed)
    ]
    assert outside == []
    ruff = Path(sys.executable).with_name("ruff")
    checked = subprocess.run(
        [ruff, "check", "--config", ROOT / "pyproject.toml", package / "endorsements"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("kind", ["an error", "an event", "a noun", "a job by time"])
def test_every_file_that_a_change_is_said_to_touch_is_there(kind: str, followed: Path) -> None:
    named = changes()[kind].touches(**NAMES)
    assert named
    assert [path for path in named if not (followed / path).exists()] == []
