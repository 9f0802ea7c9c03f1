"""A loop that one process of a service runs at a time: by a lock, woken by NOTIFY or by time.

    wait for the lock -> take a turn -> wait for NOTIFY (or a second) -> take a turn ...

The lock is a session-level advisory lock on a connection of its own. That several processes run
the same loop is normal: the others wait for the lock. It is asked before each turn whether the
connection is still there; where a turn may not be taken by two at once even for the length of
one, it takes a lock in its own transaction, too.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final, NoReturn

import asyncpg
import structlog
from prometheus_client import Gauge

from shared.backoff import Backoff
from shared.database import Database
from shared.failures import describe, is_infrastructure

POLL_SECONDS: Final = 1.0
FIRST_PAUSE: Final = 0.1
LONGEST_PAUSE: Final = 10.0

Turn = Callable[[], Awaitable[bool]]
"""Does what there is to do; True when there is more of it, to be done at once."""

log = structlog.get_logger(__name__)


class Lead:
    """The lock as long as it is held, and the bell that NOTIFY rings."""

    def __init__(self, connection: "asyncpg.Connection[Any]", bell: asyncio.Event) -> None:
        self._connection = connection
        self._bell = bell

    async def check(self) -> None:
        """Raise when the lock is gone with its connection: another may be at work already.

        What rings from here on is heard by the next `wait`.
        """
        self._bell.clear()
        await self._connection.execute("SELECT 1")

    async def wait(self, seconds: float) -> bool:
        """Wait for the bell; False when it did not ring within `seconds`."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._bell.wait(), seconds)
            return True
        return False


class Leader:
    """Takes turns for one service, and one process at a time.

    `lock` is the number of the advisory lock and `channel` that of the NOTIFY that asks for a
    turn. `paused` is the word in the log, with the fields `told`, when a turn failed. After it
    was woken by NOTIFY the next turn comes `gathering(seconds)` later, where `seconds` is how
    long the last one took. `leads` is 1 while this process holds the lock.
    """

    def __init__(
        self,
        database: Database,
        *,
        lock: int,
        channel: str,
        paused: str,
        told: Mapping[str, str] | None = None,
        poll_seconds: float = POLL_SECONDS,
        gathering: Callable[[float], float] | None = None,
        leads: Gauge | None = None,
    ) -> None:
        self._database = database
        self._lock = lock
        self._channel = channel
        self._paused = paused
        self._told = dict(told or {})
        self._poll_seconds = poll_seconds
        self._gathering = gathering
        self._leads = leads

    async def run(
        self, turn: Turn, *, on_failure: Callable[[Exception], Awaitable[None]] | None = None
    ) -> NoReturn:
        """Take turns until cancelled, through every absence; a failure pauses, ever longer."""
        backoff = Backoff(FIRST_PAUSE, LONGEST_PAUSE)
        while True:
            try:
                async with self.hold() as lead:
                    self._show(1)
                    while True:
                        await self._take(turn, lead, backoff)
            except Exception as error:
                # Whatever it is, giving up would stop this work for good.
                expected = is_infrastructure(error)
                log.log(
                    logging.WARNING if expected else logging.ERROR,
                    self._paused,
                    **self._told,
                    seconds=backoff.seconds,
                    error=describe(error),
                    exc_info=not expected,
                )
                if on_failure is not None:
                    await on_failure(error)
            finally:
                self._show(0)
            await backoff.pause()

    async def _take(self, turn: Turn, lead: Lead, backoff: Backoff) -> None:
        await lead.check()
        started = time.monotonic()
        more = await turn()
        took = time.monotonic() - started
        # Only now: having the lock says nothing of whether the work can be done.
        backoff.reset()
        if not more and await lead.wait(self._poll_seconds) and self._gathering is not None:
            await asyncio.sleep(self._gathering(took))

    @asynccontextmanager
    async def hold(self) -> AsyncIterator[Lead]:
        """Wait for the lock, and hold it and listen as long as the block lasts."""
        bell = asyncio.Event()
        url = self._database.engine.url.set(drivername="postgresql")
        connection = await asyncpg.connect(url.render_as_string(hide_password=False), timeout=10)
        connection.add_termination_listener(lambda _: bell.set())
        try:
            # Asked in turns and not waited for in the server: a wait there would hold a snapshot.
            while not await connection.fetchval(  # noqa: ASYNC110
                "SELECT pg_try_advisory_lock($1)", self._lock
            ):
                await asyncio.sleep(self._poll_seconds)
            await connection.add_listener(self._channel, lambda *_: bell.set())
            yield Lead(connection, bell)
        finally:
            # Ends the session, and with it the lock, even if the server no longer answers.
            connection.terminate()

    def _show(self, leads: int) -> None:
        if self._leads is not None:
            self._leads.set(leads)
