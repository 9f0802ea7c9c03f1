"""The same platform as separate processes that meet only on a broker and over HTTP.

For each service an API, a consumer, a worker and (where it announces anything) a relay, each
started as its container would start it: ``python -m <service> <command>``. They die with us, also
when we are killed; each writes its own log.
"""

import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from local.environment import SERVICES, Surroundings
from local.folder import Folder
from local.parts import PARTS
from local.platform import Report, ready
from local.processes import Account, CannotStart, free_port, last_lines, spawn

STOP_SECONDS = 15


@dataclass
class Child:
    """One process of one service."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    process: "subprocess.Popen[bytes] | None" = None

    def start(self, account: Account) -> None:
        """Start it; call from the main thread (see ``local.processes.spawn``)."""
        kept = {
            name: value
            for name, value in os.environ.items()
            # Nothing that names a service of somebody else may reach ours.
            if not name.startswith(tuple(f"{one.upper()}_" for one in (*SERVICES, "gateway")))
        }
        self.process = spawn(
            self.command,
            account=account,
            log=self.log,
            cwd=Path.cwd(),
            env=kept | self.environment | {"PYTHONUNBUFFERED": "1"},
            death_signal=signal.SIGTERM,
        )

    @property
    def ended(self) -> int | None:
        """The exit status once it has ended, else None."""
        return None if self.process is None else self.process.poll()

    def ask_to_stop(self) -> None:
        """Send SIGTERM to this process, and to no other."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def wait(self) -> None:
        """Wait until it has ended; kill it when it does not."""
        if self.process is None:
            return
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass
class Processes:
    """All processes of the platform."""

    surroundings: Surroundings
    children: list[Child] = field(default_factory=list)

    def start(self) -> None:
        """Start them all: those that receive events before those that send them."""
        # Our own account: they must read the checkout and the secrets, and need no rights.
        account = Account("ourselves", os.geteuid(), os.getegid(), switch=False)
        order = [
            *((name, "api") for name in SERVICES),
            *((name, "consumer") for name in SERVICES),
            *((name, "relay") for name, part in PARTS.items() if part.announced),
            *((name, "worker") for name in SERVICES),
            ("gateway", "api"),
        ]
        for service, command in order:
            child = Child(
                name=f"{service} {command}",
                command=[sys.executable, "-m", service, command],
                environment=self.surroundings.environment(service),
                log=self.surroundings.folder.log / f"{service}-{command}.log",
            )
            child.log.unlink(missing_ok=True)
            child.start(account)
            self.children.append(child)

    def stop(self) -> None:
        """Stop them all, each by its own process id; the gateway first."""
        for child in reversed(self.children):
            child.ask_to_stop()
        for child in reversed(self.children):
            child.wait()

    def check_alive(self) -> None:
        """Raise ``CannotStart`` with the end of its log when one has ended by itself."""
        for child in self.children:
            if child.ended is not None:
                raise CannotStart(
                    f"{child.name} ended with status {child.ended}. "
                    f"The end of {child.log}:\n{last_lines(child.log)}"
                )

    def told_by_logs(self, lines: int = 8) -> str:
        """Return the end of every log that is not empty, for whoever looks into a failure."""
        return "\n".join(
            f"--- {child.name} ({child.log})\n{last_lines(child.log, lines)}"
            for child in self.children
            if child.log.exists() and child.log.stat().st_size
        )


@asynccontextmanager
async def distributed(
    folder: Folder,
    urls: Mapping[str, str],
    broker_url: str,
    *,
    bus_prefix: str = "",
    report: Report = lambda _: None,
) -> AsyncIterator[tuple[Surroundings, Processes]]:
    """Run each service as its own processes on ``broker_url``; yields once the gateway is ready.

    Raises ``CannotStart`` with the end of the log of the process that failed.
    """
    surroundings = Surroundings(
        databases=urls,
        ports={name: free_port() for name in ("gateway", *SERVICES)},
        broker_url=broker_url,
        folder=folder,
        bus_prefix=bus_prefix,
    )
    processes = Processes(surroundings)
    try:
        report("Starting a process for each container")
        processes.start()
        try:
            await ready(surroundings.url("gateway"), seconds=60)
        except CannotStart as error:
            processes.check_alive()
            raise CannotStart(f"{error}\n{processes.told_by_logs()}") from error
        yield surroundings, processes
    finally:
        processes.stop()
