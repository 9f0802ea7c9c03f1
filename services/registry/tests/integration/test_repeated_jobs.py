"""Jobs that come again, as the processes that a deployment runs."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
import sqlalchemy as sa
from services.registry.tests.conftest import CLOCK, World

from registry.identity.signing_keys.use_cases import ensure_keys
from shared.database import Database

BACK = "update signing_keys set created_at = created_at - interval '31 days' where state = 'next'"
Environment = dict[str, str]


def environment(database_url: str) -> Environment:
    settings = {
        "DATABASE_URL": database_url,
        "BROKER_URL": "amqp://nobody@127.0.0.1:1/",
        "SECRET_KEY": "a secret for the tests of this service",
        "MASTER_SECRET": "a master secret for the tests, not another",
    }
    return {**os.environ, **{f"REGISTRY_{name}": value for name, value in settings.items()}}


@asynccontextmanager
async def running(environ: Environment, *arguments: str) -> AsyncIterator[Process]:
    command = [sys.executable, "-m", "registry", *arguments]
    process = await asyncio.create_subprocess_exec(*command, env=environ, stdout=PIPE, stderr=PIPE)
    try:
        async with asyncio.timeout(60):
            yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def said(process: Process) -> dict[str, object]:
    assert process.stdout
    return json.loads(await process.stdout.readline())


async def logged(process: Process, event: str) -> dict[str, object]:
    assert process.stderr
    async for line in process.stderr:
        if line.startswith(b"{") and (entry := json.loads(line))["event"] == event:
            return entry
    raise AssertionError(f"it ended without {event}")


async def test_retention_comes_again_after_a_turn_that_failed_and_stops_when_told(
    empty_database: Callable[[], Awaitable[str]],
) -> None:
    environ = environment(await empty_database())
    async with running(environ, "purge", "--every", "1s") as purging:
        # There are no tables yet: its turns fail, one after the other, and it lives.
        assert (await logged(purging, "turn_failed"))["failures"] == 1
        assert (await logged(purging, "turn_failed"))["failures"] == 2
        async with running(environ, "migrate") as migrating:
            assert await migrating.wait() == 0
        nothing = {"events": 0, "inbox": 0, "answers": 0}
        assert [await said(purging), await said(purging)] == [nothing, nothing]
        purging.send_signal(signal.SIGTERM)
        assert await purging.wait() == 0


async def test_a_job_that_sleeps_until_tomorrow_still_stops_when_told(new_world: World) -> None:
    environ = environment(new_world.settings.database_url)
    async with running(environ, "purge", "--every", "24h") as purging:
        assert (await logged(purging, "next_turn"))["in_seconds"] == 86_400
        purging.send_signal(signal.SIGTERM)
        assert await purging.wait() == 0


async def test_wrong_settings_end_a_repeated_job_instead_of_every_turn(
    empty_database: Callable[[], Awaitable[str]],
) -> None:
    environ = environment(await empty_database())
    del environ["REGISTRY_DATABASE_URL"]
    async with running(environ, "purge", "--every", "24h") as purging:
        _, errors = await purging.communicate()
    assert purging.returncode == 2
    assert b"REGISTRY_DATABASE_URL" in errors


async def rotated(environ: Environment, turns: int) -> list[dict[str, object]]:
    """What a container that was just started says in so many turns."""
    command = ("rotate-keys", "--due-after", "30d", "--every", "1s")
    async with running(environ, *command) as rotating:
        told = [await said(rotating) for _ in range(turns)]
        rotating.send_signal(signal.SIGTERM)
        assert await rotating.wait() == 0
    return told


async def test_a_container_that_starts_again_rotates_only_keys_that_are_due(
    empty_database: Callable[[], Awaitable[str]],
) -> None:
    environ = environment(await empty_database())
    async with running(environ, "migrate") as migrating:
        assert await migrating.wait() == 0
    database = Database(environ["REGISTRY_DATABASE_URL"])
    try:
        # It finds no keys, makes them, and leaves them alone, however often it starts.
        for _ in range(2):
            assert await rotated(environ, 2) == [{"rotated": False}] * 2
        async with database.transaction() as session:
            await session.execute(sa.text(BACK))
            due = await session.scalar(sa.text("select kid from signing_keys where state = 'next'"))
        first, second = await rotated(environ, 2)
        assert first["current"] == due
        assert second == {"rotated": False}
        assert await rotated(environ, 1) == [{"rotated": False}]
    finally:
        await database.dispose()


async def test_keys_rotate_at_once_when_no_age_is_asked_for(new_world: World) -> None:
    async with new_world.database.transaction() as session:
        await ensure_keys(session, CLOCK, vault=new_world.app.state.key_ring.vault)
    environ = environment(new_world.settings.database_url)
    environ["REGISTRY_MASTER_SECRET"] = new_world.settings.master_secret.get_secret_value()
    async with running(environ, "rotate-keys") as rotating:
        assert set(await said(rotating)) == {"current", "next"}
        assert await rotating.wait() == 0


@pytest.mark.parametrize(
    "wrong",
    [("--every", "24h"), ("--every", "tomorrow"), ("--fresh", "--due-after", "30d")],
)
async def test_a_repeated_rotation_that_restarts_could_multiply_is_refused(
    empty_database: Callable[[], Awaitable[str]], wrong: tuple[str, ...]
) -> None:
    async with running(environment(await empty_database()), "rotate-keys", *wrong) as refused:
        await refused.communicate()
    assert refused.returncode == 2
