"""Databases for tests: one migrated template per service and run, a clone per test.

A clone costs some 40 ms; migrating costs a hundred times that.
"""

import asyncio
import itertools
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg

from local.postgres import plain_dsn

ROOT = Path(__file__).resolve().parents[2]
_LEFTOVER_AGE = timedelta(hours=3)  # no run lasts that long, so its owner is dead
_RUN = re.compile(r"avt_test_(\d{10})_[0-9a-f]{6}")


class NoMigrations(LookupError):
    """The service has no migrations from which a template could be made."""


class Databases:
    """Makes and drops the databases of one worker of one run."""

    def __init__(self, admin_url: str, run: str, worker: str) -> None:
        self._admin_url = admin_url
        self._run = run
        self._worker = worker
        self._numbers = itertools.count(1)
        self._templates: dict[str, str | Exception] = {}

    def url_of(self, name: str) -> str:
        """The URL of a database of this run."""
        return f"{self._admin_url.rpartition('/')[0]}/{name}"

    async def empty(self) -> str:
        """A new, empty database; returns its URL."""
        return await self._create("empty", "template0")

    async def fresh(self, service: str) -> str:
        """A new database with the service's schema, as its migrations make it; returns its URL."""
        found = self._templates.get(service)
        if found is None:
            try:
                found = await self._ensure_template(service)
            except Exception as error:
                found = error  # the next test would wait for the same failure
            self._templates[service] = found
        if isinstance(found, Exception):
            raise found
        return await self._create(service, found)

    async def drop(self, url: str) -> None:
        """Drop a database that `empty` or `fresh` made, whoever is still connected to it."""
        async with self._admin() as connection:
            await connection.execute(
                f'DROP DATABASE IF EXISTS "{url.rpartition("/")[2]}" WITH (FORCE)'
            )

    async def drop_leftovers(self) -> None:
        """Drop everything of this run, and of runs that were killed long ago."""
        long_ago = f"{datetime.now(UTC) - _LEFTOVER_AGE:%y%m%d%H%M}"
        async with self._admin() as connection:
            rows = await connection.fetch(
                "SELECT datname FROM pg_database WHERE datname LIKE 'avt\\_test\\_%'"
            )
            for name in (row["datname"] for row in rows):
                made = _RUN.match(name)
                if made and (made.group(0) == self._run or made.group(1) < long_ago):
                    await connection.execute(f'ALTER DATABASE "{name}" IS_TEMPLATE false')
                    await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    async def _create(self, purpose: str, template: str) -> str:
        name = f"{self._run}_{self._worker}_{next(self._numbers)}_{purpose}"[:63]
        async with self._admin() as connection:
            await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url_of(name)

    async def _ensure_template(self, service: str) -> str:
        folder = ROOT / "services" / service / "migrations"
        if not (folder / "env.py").exists() or not list(folder.glob("versions/*.py")):
            raise NoMigrations(f"{folder} holds no migrations, so {service} has no schema yet")
        name = f"{self._run}_template_{service}"
        async with self._admin() as connection:
            # Another worker may be at it; the lock goes with the connection.
            await connection.execute("SELECT pg_advisory_lock(hashtext($1))", name)
            ready = await connection.fetchval(
                "SELECT datistemplate FROM pg_database WHERE datname = $1", name
            )
            if ready:
                return name
            await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
            await asyncio.to_thread(_migrate, self.url_of(name), folder)
            await connection.execute(
                f'ALTER DATABASE "{name}" IS_TEMPLATE true ALLOW_CONNECTIONS false'
            )
        return name

    @asynccontextmanager
    async def _admin(self) -> AsyncIterator["asyncpg.Connection[Any]"]:
        connection = await asyncpg.connect(plain_dsn(self._admin_url), timeout=30)
        try:
            yield connection
        finally:
            await connection.close()


def _migrate(url: str, folder: Path) -> None:
    from shared.migrations import upgrade_now

    upgrade_now(url, folder)
