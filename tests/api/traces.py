"""What the platform keeps, so that a test can see whether anything was left behind."""

import asyncio
import time

import asyncpg

from local.postgres import plain_dsn

WRITTEN_BY_TIME = "duties"
"""The note of what was done when: it changes while nobody asks for anything."""


async def everything(urls: dict[str, str]) -> dict[str, str]:
    """The content of every table of every service but `WRITTEN_BY_TIME`, as one checksum each."""
    found = {}
    for service, url in urls.items():
        connection = await asyncpg.connect(plain_dsn(url))
        try:
            tables = await connection.fetch(
                "select tablename from pg_tables where schemaname = 'public' and tablename <> $1",
                WRITTEN_BY_TIME,
            )
            for (table,) in tables:
                found[f"{service}.{table}"] = await connection.fetchval(
                    "select count(*) || ' ' || coalesce(md5(string_agg(row, '' order by row)), '')"
                    f' from (select t::text as row from "{table}" t) as rows'
                )
        finally:
            await connection.close()
    return found


async def at_rest(urls: dict[str, str]) -> dict[str, str]:
    """The same once nothing is on its way any more."""
    deadline = time.monotonic() + 30
    before = await everything(urls)
    while True:
        await asyncio.sleep(1)
        after = await everything(urls)
        if after == before:
            return after
        assert time.monotonic() < deadline, {k for k in after if after[k] != before[k]}
        before = after
