"""A private RabbitMQ node: own ports, own name, own data, own epmd.

For tests, and for the distributed demo where no broker runs. It needs the
program (Debian: `rabbitmq-server`), and takes nothing of the configuration of
a RabbitMQ that the machine may already run.
"""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

from local.processes import (
    Account,
    CannotStart,
    free_port,
    last_lines,
    reachable_folder,
    spawn,
    unprivileged_account,
    wait_until,
)

_START_SECONDS = 90  # 3 s on an idle core; a loaded machine takes far longer
_STOP_SECONDS = 30
HOW_TO_INSTALL = "Install RabbitMQ 3.10 or newer (Debian: apt-get install rabbitmq-server)."


def find_program() -> Path | None:
    """The script that starts a node, or None when RabbitMQ is not installed.

    Debian's program on PATH insists on root or its own account and writes into
    /var; the script behind it does neither, so it comes first.
    """
    behind = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
    if behind.exists():
        return behind
    found = shutil.which("rabbitmq-server", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    return Path(found) if found else None


class PrivateRabbitMQ:
    """One RabbitMQ node whose whole state lies in `folder`; user and password `guest`.

    Ports and node name stay the same over `stop` and `start`, and so do durable
    queues and persistent messages.
    """

    def __init__(self, folder: Path, *, definitions: str = "") -> None:
        """`definitions` are loaded at each start, and then are all there is: no `guest` either."""
        self.folder = folder.resolve()
        self._definitions = definitions
        self._name = f"avt-{secrets.token_hex(4)}@localhost"
        self._port, self._dist_port, self._epmd_port = free_port(), free_port(), free_port()
        self._node: subprocess.Popen[bytes] | None = None
        self._epmd: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where the node answers, or will: an AMQP URL."""
        return f"amqp://guest:guest@127.0.0.1:{self._port}/"

    @property
    def log(self) -> Path:
        """What the node says."""
        return self.folder / "rabbitmq.log"

    def start(self) -> str:
        """Start the node and return its URL once it speaks AMQP.

        Call it from the main thread, so that the node dies with the process.
        Raises `CannotStart` when RabbitMQ is missing or does not come up in time.
        """
        program = find_program()
        if program is None:
            raise CannotStart(f"RabbitMQ is not installed. {HOW_TO_INSTALL}")
        self.folder.mkdir(parents=True, exist_ok=True)
        account = unprivileged_account("rabbitmq")
        home = reachable_folder(self.folder, account) / "node"
        account.own(home)
        env = self._environment(home, account)
        self._start_epmd(account, home, env)
        node = spawn(
            [str(program)],
            account=account,
            log=self.log,
            cwd=home,
            env=env,
            death_signal=signal.SIGTERM,
        )
        self._node = node
        wait_until(
            lambda: node.poll() is not None or speaks_amqp("127.0.0.1", self._port),
            seconds=_START_SECONDS,
            every=0.2,
        )
        if node.poll() is not None or not speaks_amqp("127.0.0.1", self._port):
            self.kill()
            raise CannotStart(
                f"RabbitMQ did not start. The end of {self.log}:\n{last_lines(self.log)}"
            )
        return self.url

    def stop(self) -> None:
        """Stop the node cleanly; harmless when it does not run."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End the node as a crash would; for tests of faults.

        A quorum queue is written to RabbitMQ's own directory about a second after
        it is declared: one that is killed before (seen with 3.10) has no leader ever after.
        """
        self._end(signal.SIGKILL)

    def control(self, *arguments: str) -> None:
        """Run `rabbitmqctl` against the running node; raises subprocess.CalledProcessError."""
        account = unprivileged_account("rabbitmq")
        home = reachable_folder(self.folder, account) / "node"
        behind = Path("/usr/lib/rabbitmq/bin/rabbitmqctl")
        program = str(behind) if behind.exists() else "rabbitmqctl"
        subprocess.run(
            [program, *arguments],
            check=True,
            capture_output=True,
            cwd=home,
            env=self._environment(home, account),
            **account.popen_arguments(),
        )

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

    def _end(self, how: signal.Signals) -> None:
        for process, sent in ((self._node, how), (self._epmd, signal.SIGKILL)):
            if process is None or process.poll() is not None:
                continue
            process.send_signal(sent)
            try:
                process.wait(timeout=_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(timeout=_STOP_SECONDS)
        self._node = self._epmd = None

    def _start_epmd(self, account: Account, home: Path, env: dict[str, str]) -> None:
        # Otherwise the node would start the machine's epmd as a daemon under our
        # account, and leave it there for everyone else.
        program = shutil.which("epmd", path=f"{env['PATH']}:/usr/lib/erlang/bin")
        if program is None:
            raise CannotStart(f"Erlang's epmd is missing. {HOW_TO_INSTALL}")
        self._epmd = spawn(
            [program, "-address", "127.0.0.1", "-port", str(self._epmd_port)],
            account=account,
            log=self.log,
            cwd=home,
            env=env,
            death_signal=signal.SIGKILL,
        )

    def _environment(self, home: Path, account: Account) -> dict[str, str]:
        configuration = home / "rabbitmq.conf"
        configuration.write_text(
            f"listeners.tcp.1 = 127.0.0.1:{self._port}\n"
            "log.console = true\n"
            "log.console.level = warning\n"
            "log.file = false\n"
            "disk_free_limit.absolute = 50MB\n"
            "vm_memory_high_watermark.absolute = 512MiB\n"
        )
        if self._definitions:
            definitions = home / "definitions.json"
            definitions.write_text(self._definitions)
            definitions.chmod(0o644)
            with configuration.open("a") as file:
                file.write(f"load_definitions = {definitions}\n")
        plugins = home / "enabled_plugins"
        plugins.write_text("[].\n")
        configuration.chmod(0o644)
        plugins.chmod(0o644)
        return {
            "PATH": f"{os.environ.get('PATH', '/usr/bin:/bin')}:/usr/sbin",
            "HOME": str(home),  # the Erlang cookie lies there
            "LC_ALL": "C.UTF-8",
            "ERL_EPMD_PORT": str(self._epmd_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_FLAGS": "-kernel inet_dist_use_interface {127,0,0,1} +S 2:2",
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",  # else the machine's own would rename the node
            "RABBITMQ_NODENAME": self._name,
            "RABBITMQ_DIST_PORT": str(self._dist_port),
            "RABBITMQ_CONFIG_FILE": str(configuration),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(home / "none.config"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(plugins),
            "RABBITMQ_MNESIA_BASE": str(home / "mnesia"),
            "RABBITMQ_LOG_BASE": str(home / "log"),
            "RABBITMQ_PID_FILE": str(home / "pid"),
            # Makes the script become the node instead of watching over it, so that
            # our signals (and the kernel's, at our death) reach the node itself.
            "RUNNING_UNDER_SYSTEMD": "true",
        }


def speaks_amqp(host: str, port: int) -> bool:
    """Whether a broker answers there with the first frame of AMQP 0-9-1."""
    with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=2) as link:
        link.settimeout(2)
        link.sendall(b"AMQP\x00\x00\x09\x01")
        return link.recv(1) == b"\x01"
    return False
