"""The locks install anywhere: complete, hashed, and silent about where packages come from."""

import re
import tomllib
from pathlib import Path

import pytest
from deploy.locks import DEPLOYABLES, development, third_party
from tests.architecture.source import ROOT, files, relative

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
NAME = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)", re.MULTILINE)


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pinned(lock: Path) -> dict[str, str]:
    return {normal(name): version for name, version in NAME.findall(lock.read_text())}


def required(requirements: set[str]) -> set[str]:
    return {normal(re.split(r"[\[<>=!~; ]", requirement)[0]) for requirement in requirements}


def test_there_is_a_lock_for_each_deployable() -> None:
    assert {lock.stem for lock in LOCKS} == {*DEPLOYABLES, "dev"}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_names_no_address_and_no_workspace_package(lock: Path) -> None:
    text = lock.read_text()
    assert "://" not in text
    assert "index-url" not in text
    assert not any(name.startswith("avt-") for name in pinned(lock))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_every_pin_has_hashes(lock: Path) -> None:
    for block in re.split(r"\n(?=\S)", lock.read_text().strip()):
        assert "--hash=sha256:" in block, block.splitlines()[0]


@pytest.mark.parametrize("deployable", DEPLOYABLES)
def test_a_lock_holds_what_its_deployable_requires(deployable: str) -> None:
    wanted = required(third_party(ROOT / DEPLOYABLES[deployable]))
    assert wanted - set(pinned(ROOT / "requirements" / f"{deployable}.txt")) == set()


def test_the_development_lock_holds_everything_at_the_same_versions() -> None:
    everything = pinned(ROOT / "requirements" / "dev.txt")
    assert required(development()) - set(everything) == set()
    for deployable in DEPLOYABLES:
        assert pinned(ROOT / "requirements" / f"{deployable}.txt").items() <= everything.items()


def test_no_file_names_a_package_registry_or_a_folder_of_one_machine() -> None:
    # Written in pieces, or this file would be the first to be found.
    unwanted = re.compile(
        "|".join(
            (
                r"pypi\." + "org",
                "python" + "hosted",
                r"registry\.npm" + "js",
                "extra-" + "index-url",
                "/" + "work/main",
                "/" + r"root/\.pyenv",
            )
        )
    )
    naming = [
        relative(path)
        for path in files()
        if unwanted.search(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert naming == []


def test_the_workspace_needs_nothing_at_run_time_itself() -> None:
    assert "dependencies" not in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
