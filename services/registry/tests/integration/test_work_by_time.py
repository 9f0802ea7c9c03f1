"""What the registry does by time, as the processes that a deployment runs."""

import asyncio
import json
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
import pytest
import sqlalchemy as sa
from prometheus_client import CollectorRegistry
from services.registry.tests.conftest import CLOCK, World

from registry.duties import duties_of
from registry.identity.signing_keys.use_cases import ensure_keys
from registry.process import PROCESS
from registry.settings import Settings
from shared.clocks import store_offset
from shared.database import Database
from shared.duties import DutyRunner

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


def settings_of(environ: Environment) -> Settings:
    given = {
        name.removeprefix("REGISTRY_").lower(): value
        for name, value in environ.items()
        if name.startswith("REGISTRY_")
    }
    return Settings(**given)


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


async def migrated(environ: Environment) -> Database:
    async with running(environ, "migrate") as migrating:
        assert await migrating.wait() == 0
    return Database(environ["REGISTRY_DATABASE_URL"])


def every_duty(environ: Environment) -> set[str]:
    runner = PROCESS.duty_runner(
        settings_of(environ), Database(environ["REGISTRY_DATABASE_URL"]), CollectorRegistry()
    )
    return {duty.name for duty in runner.duties}


async def stopped(process: Process) -> int:
    process.send_signal(signal.SIGTERM)
    return await process.wait()


async def test_a_worker_works_through_what_fails_and_stops_when_told(
    empty_database: Callable[[], Awaitable[str]],
) -> None:
    environ = environment(await empty_database())
    async with running(environ, "worker") as working:
        # There are no tables yet: each duty fails by itself, and the worker lives.
        failed = {(await logged(working, "duty_failed"))["duty"] for _ in every_duty(environ)}
        assert failed == every_duty(environ)
        assert await stopped(working) == 0
    database = await migrated(environ)
    try:
        async with running(environ, "worker") as working:
            assert (await logged(working, "purged"))["events"] == 0
            assert (await logged(working, "duty_done"))["duty"] == "purge"
            assert (await logged(working, "duty_done"))["duty"] == "rotate_keys"
            assert await stopped(working) == 0
    finally:
        await database.dispose()


async def test_wrong_settings_end_a_worker_instead_of_every_duty(
    empty_database: Callable[[], Awaitable[str]],
) -> None:
    environ = environment(await empty_database())
    del environ["REGISTRY_DATABASE_URL"]
    async with running(environ, "worker") as working:
        _, errors = await working.communicate()
    assert working.returncode == 2
    assert b"REGISTRY_DATABASE_URL" in errors


async def test_a_worker_answers_on_its_port_and_tells_of_what_fails(
    empty_database: Callable[[], Awaitable[str]],
) -> None:
    environ = environment(await empty_database())
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    environ["REGISTRY_METRICS_PORT"] = str(port)
    async with running(environ, "worker") as working, httpx.AsyncClient() as http:
        for _ in every_duty(environ):
            await logged(working, "duty_failed")
        at = f"http://127.0.0.1:{port}"
        assert (await http.get(f"{at}/livez")).status_code == 200
        ready = (await http.get(f"{at}/readyz")).json()
        assert ready["status"] == "degraded"
        failing = ready["checks"]["duties"]["detail"].removeprefix("failing: ")
        assert set(failing.split(", ")) == every_duty(environ)
        assert ready["checks"]["database"]["status"] == "ok"
        numbers = (await http.get(f"{at}/metrics")).text
        assert 'avt_duty_failing{duty="purge"} 1.0' in numbers
        assert "avt_duties_leads 1.0" in numbers


async def kids(database: Database) -> dict[str, str]:
    async with database.transaction() as session:
        rows = await session.execute(sa.text("select state, kid from signing_keys"))
        return {row.state: row.kid for row in rows}


async def test_keys_rotate_once_they_are_due_and_not_whenever_a_worker_starts(
    empty_database: Callable[[], Awaitable[str]],
) -> None:
    environ = environment(await empty_database())
    database = await migrated(environ)
    duties = duties_of(settings_of(environ))
    worker = DutyRunner(database, duties, movable=True)
    try:
        # It finds no keys, makes them, and leaves them alone, also when a sandbox jumps.
        assert "rotate_keys" in await worker.do_due()
        made = await kids(database)
        assert set(made) == {"current", "next"}
        for day in (1, 40):
            async with database.transaction() as session:
                await store_offset(session, offset_seconds=day * 86_400, version=day)
            assert "rotate_keys" in await worker.do_due()
            assert await kids(database) == made
        async with database.transaction() as session:
            await session.execute(sa.text(BACK))
            await session.execute(sa.text("delete from duties"))
        assert "rotate_keys" in await worker.do_due()
        assert (await kids(database))["current"] == made["next"]
        assert await DutyRunner(database, duties, movable=True).do_due() == []
    finally:
        await database.dispose()


async def test_the_command_rotates_only_what_is_as_old_as_it_is_told(
    empty_database: Callable[[], Awaitable[str]],
) -> None:
    environ = environment(await empty_database())
    database = await migrated(environ)

    async def rotated() -> dict[str, object]:
        async with running(environ, "rotate-keys", "--due-after", "30d") as rotating:
            told = await said(rotating)
            assert await rotating.wait() == 0
        return told

    try:
        assert [await rotated(), await rotated()] == [{"rotated": False}] * 2
        due = (await kids(database))["next"]
        async with database.transaction() as session:
            await session.execute(sa.text(BACK))
        assert (await rotated())["current"] == due
        assert await rotated() == {"rotated": False}
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
    [("--every", "24h"), ("--due-after", "tomorrow"), ("--fresh", "--due-after", "30d")],
)
async def test_a_rotation_that_says_two_things_or_none_is_refused(
    empty_database: Callable[[], Awaitable[str]], wrong: tuple[str, ...]
) -> None:
    async with running(environment(await empty_database()), "rotate-keys", *wrong) as refused:
        await refused.communicate()
    assert refused.returncode == 2
