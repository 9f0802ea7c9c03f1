"""What a journey needs: a data folder that goes afterwards, and a console that remembers.

Loading the sample takes a while, so one PostgreSQL with everything in it serves all journeys of a
run, and each gets a clone of the databases: as if the platform had been started for it alone.
"""

import io
import itertools
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from rich.console import Console
from rich.progress import Progress

from local.environment import SERVICES
from local.folder import Folder
from local.platform import databases
from local.postgres import read_passwords
from local.preparing import prepared
from local.processes import remove_reachable_folder
from local.story import Credentials

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Prepared:
    """A loaded platform of which nothing runs: its folder, its databases, its people."""

    folder: Folder
    urls: dict[str, str]
    credentials: Credentials


@dataclass
class Journey:
    """One run of the platform for one test."""

    folder: Folder
    urls: dict[str, str]
    credentials: Credentials
    printed: io.StringIO = field(default_factory=io.StringIO)

    @property
    def console(self) -> Console:
        """Where the story is told; the test reads it from ``printed``."""
        return Console(file=self.printed, width=120)


def silent_progress() -> Progress:
    """Return a progress bar that nobody sees."""
    return Progress(console=Console(file=io.StringIO()), disable=True)


@pytest.fixture(scope="session")
async def loaded(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Prepared]:
    """The sample cluster, loaded once."""
    folder = Folder.of(tmp_path_factory.mktemp("journeys"), "loaded")
    async with databases(folder, lambda _: None) as urls:
        credentials = await prepared(folder, urls, silent_progress())
        yield Prepared(folder, urls, credentials)
    remove_reachable_folder(folder.postgres)


@pytest.fixture
async def journey(loaded: Prepared, tmp_path: Path) -> AsyncIterator[Journey]:
    """A journey with databases, secrets and an index of its own."""
    folder = Folder.of(tmp_path, "journey")
    for kept in loaded.folder.path.glob("*.json"):
        shutil.copy(kept, folder.path)
    shutil.copytree(loaded.folder.index, folder.index)
    urls = {name: loaded.urls[name] + f"_{next(_numbers)}" for name in SERVICES}
    async with _superuser(loaded) as connection:
        for name in SERVICES:
            await connection.execute(
                f'CREATE DATABASE "{_database(urls[name])}" OWNER "avt_{name}" '
                f'TEMPLATE "{_database(loaded.urls[name])}"'
            )
    yield Journey(folder, urls, loaded.credentials)
    async with _superuser(loaded) as connection:
        for url in urls.values():
            await connection.execute(f'DROP DATABASE "{_database(url)}" WITH (FORCE)')


def _database(url: str) -> str:
    return url.rpartition("/")[2]


@asynccontextmanager
async def _superuser(loaded: Prepared) -> AsyncIterator["asyncpg.Connection[Any]"]:
    password = read_passwords(loaded.folder.postgres / "passwords.json", ["postgres"])["postgres"]
    address = loaded.urls["registry"].rpartition("@")[2].partition("/")[0]
    connection = await asyncpg.connect(f"postgresql://postgres:{password}@{address}/postgres")
    try:
        yield connection
    finally:
        await connection.close()
