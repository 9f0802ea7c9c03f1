"""The whole platform in a thread of its own, so that a synchronous client can ask it things."""

import asyncio
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from local.cluster_identity import CLUSTER
from local.environment import Surroundings
from local.folder import Folder
from local.mailbox import Mailbox
from local.platform import all_in_one
from registry.bootstrap import Officer, bootstrap
from registry.vault import Vault
from shared.clocks import SystemClock
from shared.database import Database

PASSWORD = "correct horse battery staple"
BOARD = ("board", "board-two", "board-three")
"""Its members, by the names of their logins."""
START_SECONDS = 90


class Platform:
    """The all-in-one while it runs, on databases that have their schema and nothing else."""

    def __init__(self, base: Path, urls: Mapping[str, str]) -> None:
        self._folder = Folder.of(base, "api-tests")
        self._urls = urls
        self._started = threading.Event()
        self._stop: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._error: BaseException | None = None
        self.surroundings: Surroundings | None = None
        self.cluster_id = ""

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:
            self._error = error
        finally:
            self._started.set()

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        # Before the services: without signing keys the gateway is not ready.
        self.cluster_id = await self._appoint()
        async with all_in_one(self._folder, self._urls) as surroundings:
            self.surroundings = surroundings
            self._started.set()
            await self._stop.wait()

    async def _appoint(self) -> str:
        """Make the cluster and its first officers, as the registry's own command does."""
        database = Database(self._urls["registry"])
        officer = {
            office: Officer(email=f"{office}@avt.example", name=office.title(), password=PASSWORD)
            for office in ("manager", *BOARD)
        }
        try:
            async with database.transaction() as session:
                done = await bootstrap(
                    session,
                    SystemClock(),
                    vault=Vault(self._folder.secret("master_secret")),
                    cluster=CLUSTER.as_details(),
                    managers=[officer["manager"]],
                    board=[officer[member] for member in BOARD],
                )
        finally:
            await database.dispose()
        return str(done.organisation_id)

    @property
    def mailbox(self) -> Mailbox:
        """What the platform has mailed."""
        return Mailbox(self._folder.mail)

    @property
    def gateway(self) -> str:
        """The address of the gateway."""
        assert self.surroundings is not None
        return self.surroundings.url("gateway")

    @contextmanager
    def running(self) -> Iterator["Platform"]:
        """Start the platform, and stop it at the end."""
        thread = threading.Thread(target=self._run, name="platform")
        thread.start()
        assert self._started.wait(START_SECONDS), "the platform did not start in time"
        try:
            if self._error is not None:
                raise self._error
            yield self
        finally:
            if self._loop is not None and self._stop is not None and thread.is_alive():
                self._loop.call_soon_threadsafe(self._stop.set)
            thread.join(START_SECONDS)
