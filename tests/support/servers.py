"""Which PostgreSQL and which RabbitMQ a test run uses, and how it says so.

Both are looked for in the same order: what the environment names, what answers
on the standard local port, an own server that lives as long as the run. Under
xdist only the controlling process looks; the workers are told.
"""

import asyncio
import fcntl
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import asyncpg

from local.postgres import EmbeddedPostgres, plain_dsn
from local.processes import CannotStart, remove_reachable_folder
from local.rabbitmq import HOW_TO_INSTALL, PrivateRabbitMQ, find_program, speaks_amqp

POSTGRES_VARIABLE = "AVT_TEST_POSTGRES_URL"  # a URL, or "embedded"
RABBITMQ_VARIABLE = "AVT_TEST_RABBITMQ_URL"  # a URL, or "private"
OLDEST_POSTGRES = 15


@dataclass
class Servers:
    """What a run uses: a superuser's PostgreSQL URL, a broker's URL, and its own name."""

    postgres_url: str
    rabbitmq_url: str
    run: str
    lines: list[str] = field(default_factory=list)
    own: list[EmbeddedPostgres | PrivateRabbitMQ] = field(default_factory=list)

    def stop(self) -> None:
        """Stop the servers that this run started, and remove their data."""
        for server in reversed(self.own):
            server.stop()
            remove_reachable_folder(server.folder)


def new_run_name() -> str:
    """A name that no other run has; it begins the name of everything that the run makes.

    The minute in it lets a later run recognise what a killed one left behind.
    """
    return f"avt_test_{datetime.now(UTC):%y%m%d%H%M}_{secrets.token_hex(3)}"


def find_servers() -> Servers:
    """Find or start both servers; raises `CannotStart` with what to install."""
    servers = Servers("", "", new_run_name())
    try:
        servers.postgres_url = _find_postgres(servers)
        servers.rabbitmq_url = _find_rabbitmq(servers)
    except BaseException:
        servers.stop()
        raise
    return servers


def _find_postgres(servers: Servers) -> str:
    named = os.environ.get(POSTGRES_VARIABLE, "")
    if named and named != "embedded":
        version, obstacle = asyncio.run(_examine_postgres(named))
        if obstacle:
            raise CannotStart(f"{POSTGRES_VARIABLE} cannot be used: {obstacle}")
        servers.lines.append(f"PostgreSQL {version}: the one named by {POSTGRES_VARIABLE}")
        return named
    if not named:
        for user in dict.fromkeys(("postgres", os.environ.get("USER", "root"), "root")):
            url = f"postgresql+asyncpg://{user}@127.0.0.1:5432/postgres"
            version, obstacle = asyncio.run(_examine_postgres(url))
            if not obstacle:
                servers.lines.append(f"PostgreSQL {version}: the one on 127.0.0.1:5432, as {user}")
                return url
    own = EmbeddedPostgres(Path(tempfile.mkdtemp(prefix="avt-postgres-test-")), durable=False)
    servers.own.append(own)
    url = own.start()
    version, _ = asyncio.run(_examine_postgres(url))
    servers.lines.append(f"PostgreSQL {version}: embedded, in {own.folder}")
    return url


async def _examine_postgres(url: str) -> tuple[str, str]:
    """The server's version, and why it cannot be used (empty: it can)."""
    try:
        connection = await asyncpg.connect(plain_dsn(url), timeout=5)
    except (
        OSError,
        TimeoutError,
        asyncpg.PostgresError,
        asyncpg.InterfaceError,
        ValueError,
    ) as why:
        return "", f"{type(why).__name__}: {why}"
    try:
        number = int(await connection.fetchval("SHOW server_version_num"))
        may_create = await connection.fetchval(
            "SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
        )
    finally:
        await connection.close()
    version = f"{number // 10000}.{number % 10000}"
    if number // 10000 < OLDEST_POSTGRES:
        return version, f"PostgreSQL {version} is older than {OLDEST_POSTGRES}"
    if not may_create:
        return version, "its user may not create databases"
    return version, ""


def _find_rabbitmq(servers: Servers) -> str:
    named = os.environ.get(RABBITMQ_VARIABLE, "")
    if named and named != "private":
        servers.lines.append(f"RabbitMQ: the one named by {RABBITMQ_VARIABLE}")
        return named
    if not named and speaks_amqp("127.0.0.1", 5672):
        servers.lines.append("RabbitMQ: the one on 127.0.0.1:5672, as guest")
        return "amqp://guest:guest@127.0.0.1:5672/"
    ensure_rabbitmq_is_installed()
    own = PrivateRabbitMQ(Path(tempfile.mkdtemp(prefix="avt-rabbitmq-test-")))
    servers.own.append(own)
    url = own.start()
    servers.lines.append(f"RabbitMQ: a private node, in {own.folder}")
    return url


def ensure_rabbitmq_is_installed() -> None:
    """Install Debian's rabbitmq-server if it is missing and we may; raises `CannotStart`."""
    if find_program() is not None:
        return
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        raise CannotStart(
            f"The tests need a RabbitMQ, and none answers on 127.0.0.1:5672. {HOW_TO_INSTALL} "
            f"Or name one in {RABBITMQ_VARIABLE}."
        )
    with _one_process_at_a_time("avt-install-rabbitmq"):
        if find_program() is not None:
            return
        # RUNLEVEL=1 keeps the package from starting the machine's own node.
        env = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
        for arguments in (
            ["update", "-qq"],
            ["install", "-y", "-qq", "--no-install-recommends", "rabbitmq-server"],
        ):
            done = subprocess.run(
                [apt, *arguments], check=False, capture_output=True, text=True, env=env
            )
            if done.returncode != 0 and arguments[0] == "install":
                raise CannotStart(
                    f"rabbitmq-server could not be installed. {HOW_TO_INSTALL} Or name one in "
                    f"{RABBITMQ_VARIABLE}. apt-get said:\n{done.stdout}{done.stderr}"
                )


@contextmanager
def _one_process_at_a_time(name: str) -> Iterator[None]:
    with (Path(tempfile.gettempdir()) / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
