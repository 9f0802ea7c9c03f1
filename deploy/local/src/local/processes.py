"""Child processes that give up root and do not outlive us.

PostgreSQL refuses to run as root and RabbitMQ should not, so both are started
under an account without rights when we have them. Linux tells the children
when we die (also by SIGKILL); elsewhere they are only stopped by `stop`.
"""

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

_PR_SET_PDEATHSIG = 1
# Loaded here and not in the child: between fork and exec nothing may be imported.
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class CannotStart(RuntimeError):
    """A server did not come up; the message says why and what to do."""


@dataclass(frozen=True)
class Account:
    """The user under whom a server runs; `switch` is False when that is ourselves."""

    name: str
    uid: int
    gid: int
    switch: bool

    def popen_arguments(self) -> dict[str, Any]:
        """What `subprocess` needs to become this account."""
        if not self.switch:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def may_enter(self, folder: Path) -> bool:
        """Whether this account can traverse every part of the path to `folder`.

        Asked of the kernel, not computed from modes: access lists count too.
        """
        answer = subprocess.run(
            ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)],
            check=False,
            capture_output=True,
            cwd="/",
            **self.popen_arguments(),
        )
        return answer.returncode == 0

    def own(self, folder: Path) -> None:
        """Make `folder` (exists, or is made) private to this account."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.switch:
            os.chown(folder, self.uid, self.gid)
        folder.chmod(0o700)


def unprivileged_account(*names: str, owner_of: Path | None = None) -> Account:
    """Ourselves, or, when we are root, the first existing account of `names`.

    The owner of `owner_of`, if it exists and is not root, comes before the
    names: data that was made under one account stays with it.
    """
    if os.geteuid() != 0:
        me = pwd.getpwuid(os.geteuid())
        return Account(me.pw_name, me.pw_uid, me.pw_gid, switch=False)
    entries = []
    if owner_of is not None and owner_of.exists() and owner_of.stat().st_uid != 0:
        with contextlib.suppress(KeyError):
            entries.append(pwd.getpwuid(owner_of.stat().st_uid))
    for name in (*names, "nobody"):
        with contextlib.suppress(KeyError):
            entries.append(pwd.getpwnam(name))
    if not entries:
        raise CannotStart(
            f"Running as root needs one of these accounts: {', '.join(names)}, nobody"
        )
    return Account(entries[0].pw_name, entries[0].pw_uid, entries[0].pw_gid, switch=True)


def reachable_folder(folder: Path, account: Account) -> Path:
    """`folder`, or a private stand-in under /var/tmp when `account` cannot get there.

    A clone in /root or in a 0700 home is such a case. The stand-in's path is
    remembered in `folder`/elsewhere, so that the next start finds it again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if account.may_enter(folder):
        return folder
    note = folder / "elsewhere"
    if note.exists():
        there = Path(note.read_text().strip())
        if there.is_dir():
            return there
    there = Path(tempfile.mkdtemp(prefix="avt-", dir=readable_base()))
    there.chmod(0o711)
    note.write_text(f"{there}\n")
    return there


def readable_base() -> Path:
    """A folder that every account may traverse: /var/tmp, which survives a restart."""
    base = Path("/var/tmp")  # noqa: S108 - only private folders with random names are made in it
    return base if base.is_dir() else Path(tempfile.gettempdir())


def remove_reachable_folder(folder: Path) -> None:
    """Remove `folder` and its stand-in, if it has one; waits for a dying server's last writes."""
    note = folder / "elsewhere"
    paths = [Path(note.read_text().strip()), folder] if note.exists() else [folder]

    def gone() -> bool:
        for path in paths:
            shutil.rmtree(path, ignore_errors=True)
        return not any(path.exists() for path in paths)

    wait_until(gone, seconds=10)


def free_port() -> int:
    """A loopback TCP port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _die_with_parent(death_signal: int, parent: int) -> Callable[[], None] | None:
    if _libc is None:
        return None
    prctl = _libc.prctl

    def in_child() -> None:
        # After the change of user, which would clear it; before exec, which keeps it.
        prctl(_PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return in_child


def append_privately(path: Path) -> BinaryIO:
    """Open a file to write at its end; it is made, or becomes, readable by its owner alone."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.fchmod(descriptor, 0o600)
    return os.fdopen(descriptor, "ab")


def spawn(
    command: Sequence[str],
    *,
    account: Account,
    log: Path,
    cwd: Path,
    env: Mapping[str, str],
    death_signal: signal.Signals,
) -> subprocess.Popen[bytes]:
    """Start a server that gets `death_signal` when the calling thread ends.

    Call it from the main thread: the kernel ties the signal to the thread that
    forked, not to the process. The server gets a session of its own, so that
    Ctrl-C reaches us alone and we decide the order of stopping.
    """
    with append_privately(log) as sink:
        return subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env=dict(env),
            start_new_session=True,
            preexec_fn=_die_with_parent(death_signal, os.getpid()),  # noqa: PLW1509 - its only place
            **account.popen_arguments(),
        )


def wait_until(ready: Callable[[], bool], *, seconds: float, every: float = 0.05) -> bool:
    """Poll `ready` until it holds; False when `seconds` have passed."""
    deadline = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True


def last_lines(log: Path, count: int = 15) -> str:
    """The end of a log, for an error message."""
    if not log.exists():
        return "(no log)"
    return "\n".join(log.read_text(errors="replace").splitlines()[-count:])
