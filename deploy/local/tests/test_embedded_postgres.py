"""The embedded PostgreSQL, run for real in a folder of the test's own."""

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from local import postgres
from local.postgres import EmbeddedPostgres, answers, plain_dsn, provision
from local.processes import (
    CannotStart,
    readable_base,
    remove_reachable_folder,
    unprivileged_account,
    wait_until,
)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "postgres"
    remove_reachable_folder(tmp_path / "postgres")


async def fetch(url: str, query: str) -> object:
    connection = await asyncpg.connect(plain_dsn(url))
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def test_data_survive_a_stop_and_a_second_start(folder: Path) -> None:
    server = EmbeddedPostgres(folder)
    url = server.start()
    try:
        assert await fetch(url, "SHOW fsync") == "on"
        assert await fetch(url, "SELECT lower('ĪRE')") == "īre"
        await fetch(url, "CREATE TABLE kept AS SELECT 7 AS number")
    finally:
        server.stop()
    with EmbeddedPostgres(folder) as again:
        assert await fetch(again.url, "SELECT number FROM kept") == 7
        assert again.url.rpartition("@")[0] == url.rpartition("@")[0]


async def test_each_service_gets_a_database_that_no_other_service_may_enter(folder: Path) -> None:
    with EmbeddedPostgres(folder) as server:
        first = await provision(server.url, ["registry", "billing"], passwords=server.passwords)
        second = await provision(server.url, ["registry", "billing"], passwords=server.passwords)
        assert first == second
        assert await fetch(first["registry"], "SELECT current_user") == "avt_registry"
        await fetch(first["registry"], "CREATE EXTENSION btree_gist")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await fetch(first["registry"].removesuffix("registry") + "billing", "SELECT 1")
        wrong = first["registry"].replace("avt_registry:", "avt_registry:0", 1)
        with pytest.raises(asyncpg.InvalidPasswordError):
            await fetch(wrong, "SELECT 1")
        assert server.passwords.stat().st_mode & 0o777 == 0o600


def test_a_data_folder_of_another_major_version_is_refused_in_plain_words(folder: Path) -> None:
    with EmbeddedPostgres(folder, durable=False):
        pass
    elsewhere = folder / "elsewhere"
    home = Path(elsewhere.read_text().strip()) if elsewhere.exists() else folder
    (home / "data" / "PG_VERSION").write_text("11\n")
    with pytest.raises(CannotStart, match="made by PostgreSQL 11"):
        EmbeddedPostgres(folder, durable=False).start()


def test_a_second_server_on_the_same_folder_is_refused(folder: Path) -> None:
    with (
        EmbeddedPostgres(folder, durable=False),
        pytest.raises(CannotStart, match=r"postmaster\.pid"),
    ):
        EmbeddedPostgres(folder, durable=False).start()


def test_a_copy_of_the_packaged_binaries_runs_where_the_original_cannot_be_read() -> None:
    account = unprivileged_account("postgres")
    packaged = postgres._packaged()
    assert packaged is not None
    copied = postgres._usable(postgres._readable_copy(packaged), account)
    assert copied is not None
    assert copied.folder.is_relative_to(readable_base())
    assert postgres._readable_copy(packaged) == copied.folder


def test_the_machines_own_postgresql_is_taken_when_the_packaged_one_does_not_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    account = unprivileged_account("postgres")
    packaged = postgres.find_binaries(account)
    empty = Path("/usr/share")
    monkeypatch.setattr(postgres, "_packaged", lambda: empty)
    monkeypatch.setattr(postgres, "_installed", lambda: iter([empty, packaged.folder]))
    assert postgres.find_binaries(account) == packaged
    monkeypatch.setattr(postgres, "_installed", lambda: iter([empty]))
    with pytest.raises(CannotStart, match="apt-get install postgresql"):
        postgres.find_binaries(account)


def test_the_server_ends_when_our_process_is_killed(folder: Path) -> None:
    program = """
        import sys, time
        from pathlib import Path
        from local.postgres import EmbeddedPostgres
        print(EmbeddedPostgres(Path(sys.argv[1]), durable=False).start(), flush=True)
        time.sleep(600)
    """
    owner = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program), str(folder)], stdout=subprocess.PIPE
    )
    assert owner.stdout is not None
    port = int(owner.stdout.readline().decode().rpartition(":")[2].partition("/")[0])
    assert answers("127.0.0.1", port)
    os.kill(owner.pid, signal.SIGKILL)
    owner.wait()
    owner.stdout.close()
    assert wait_until(lambda: not answers("127.0.0.1", port), seconds=20)
