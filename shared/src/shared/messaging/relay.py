"""From the outbox to the bus: one relay per service, in order, at least once.

    wait for NOTIFY (or a second) -> read unsent rows -> publish, each confirmed -> mark them sent

It may be killed between any two of these steps. What was published and not yet marked is published
again by the next relay, and the consumers' inboxes drop the repetition.

The order: one aggregate's facts by their versions (their ids follow the row locks, see
`announce`), otherwise as they became visible, so a transaction that commits late is sent late and
never skipped. That several relays of one service run is normal (they wait for the lock); that two
send at once is prevented by a session-level advisory lock on a connection of its own.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final, NoReturn

import asyncpg
import sqlalchemy as sa
import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge

from shared.database import Database
from shared.failures import describe, is_infrastructure
from shared.messaging.bus import Bus
from shared.messaging.outbox import CHANNEL, event_of
from shared.messaging.tables import outbox

LOCK_KEY: Final = 0x61767472656C6179
"""The advisory lock of this database's relay ("avtrelay")."""

BATCH: Final = 100
POLL_SECONDS: Final = 1.0
MEASURE_SECONDS: Final = 5.0
LONGEST_PAUSE: Final = 10.0

log = structlog.get_logger(__name__)


class RelayMetrics:
    """The numbers of one relay, in the registry of its own app."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.sent = Counter(
            "avt_outbox_sent", "Events confirmed by the bus", ["source"], registry=registry
        )
        self.waiting = Gauge(
            "avt_outbox_waiting", "Events not yet sent", ["source"], registry=registry
        )
        self.lag = Gauge(
            "avt_outbox_lag_seconds",
            "Age of the oldest event not yet sent",
            ["source"],
            registry=registry,
        )
        self.leads = Gauge(
            "avt_outbox_leads", "1 while this relay holds the lock", ["source"], registry=registry
        )


class Relay:
    """Sends one service's outbox; `source` is the service's name as a path, "/marketplace"."""

    def __init__(
        self,
        database: Database,
        bus: Bus,
        source: str,
        *,
        batch: int = BATCH,
        poll_seconds: float = POLL_SECONDS,
        registry: CollectorRegistry | None = None,
    ) -> None:
        self._database = database
        self._bus = bus
        self._source = source
        self._batch = batch
        self._poll_seconds = poll_seconds
        self._metrics = RelayMetrics(registry or CollectorRegistry())

    async def run(self) -> NoReturn:
        """Send until cancelled, through every absence of the database or the bus."""
        measuring = asyncio.create_task(self._keep_measuring())
        try:
            await self._keep_sending()
        finally:
            measuring.cancel()

    async def _keep_sending(self) -> NoReturn:
        pause = 0.1
        while True:
            try:
                async with self._lock() as (connection, wake):
                    self._metrics.leads.labels(self._source).set(1)
                    while True:
                        # Asking over the lock's own connection: if that is gone, so is the lock,
                        # and another relay may be sending already.
                        wake.clear()
                        await connection.execute("SELECT 1")
                        sent = await self._send_batch()
                        pause = 0.1
                        if sent < self._batch:
                            with contextlib.suppress(TimeoutError):
                                await asyncio.wait_for(wake.wait(), self._poll_seconds)
            except Exception as error:
                # Whatever it is, giving up would stop every event of this service for good.
                expected = is_infrastructure(error)
                log.log(
                    logging.WARNING if expected else logging.ERROR,
                    "relay_paused",
                    source=self._source,
                    seconds=pause,
                    error=describe(error),
                    exc_info=not expected,
                )
            finally:
                self._metrics.leads.labels(self._source).set(0)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def drain(self) -> int:
        """Send everything that is there now, and return how many; for jobs and tests.

        Waits for the lock, so it never sends beside a running relay. Raises what prevents it.
        """
        sent = 0
        async with self._lock() as (connection, _):
            while True:
                await connection.execute("SELECT 1")
                count = await self._send_batch()
                sent += count
                if count < self._batch:
                    return sent

    @asynccontextmanager
    async def _lock(self) -> AsyncIterator["tuple[asyncpg.Connection[Any], asyncio.Event]"]:
        """Hold the relay's lock and listen; yields the connection and what NOTIFY sets."""
        wake = asyncio.Event()
        connection = await asyncpg.connect(self._plain_url(), timeout=10)
        connection.add_termination_listener(lambda _: wake.set())
        try:
            # Asked in turns and not waited for in the server: a wait there would hold a snapshot.
            while not await connection.fetchval(  # noqa: ASYNC110
                "SELECT pg_try_advisory_lock($1)", LOCK_KEY
            ):
                await asyncio.sleep(self._poll_seconds)
            await connection.add_listener(CHANNEL, lambda *_: wake.set())
            yield connection, wake
        finally:
            # Ends the session, and with it the lock, even if the server no longer answers.
            connection.terminate()

    def _plain_url(self) -> str:
        url = self._database.engine.url.set(drivername="postgresql")
        return url.render_as_string(hide_password=False)

    async def _send_batch(self) -> int:
        """Publish the next unsent events, mark the confirmed; return how many those are.

        Raises the first failure, after what did succeed was marked.
        """
        async with self._database.transaction() as session:
            rows = (
                await session.execute(
                    sa.select(outbox)
                    .where(outbox.c.sent_at.is_(None))
                    .order_by(outbox.c.id)
                    .limit(self._batch)
                )
            ).all()
        if not rows:
            return 0
        # All at once: a bus keeps the order of the calls, and their confirms overlap.
        results = await asyncio.gather(
            *(self._bus.publish(event_of(row, source=self._source)) for row in rows),
            return_exceptions=True,
        )
        sent = [row.id for row, result in zip(rows, results, strict=True) if result is None]
        if sent:
            async with self._database.transaction() as session:
                await session.execute(
                    sa.update(outbox)
                    .where(outbox.c.id.in_(sent))
                    .values(sent_at=sa.func.clock_timestamp())
                )
            self._metrics.sent.labels(self._source).inc(len(sent))
        for result in results:
            if result is not None:
                raise result
        return len(sent)

    async def _keep_measuring(self) -> NoReturn:
        """Beside the sending: the numbers matter most while that is stuck."""
        while True:
            try:
                async with self._database.transaction() as session:
                    age = sa.func.extract("epoch", sa.func.now() - sa.func.min(outbox.c.time))
                    unsent = sa.select(sa.func.count(), age).where(outbox.c.sent_at.is_(None))
                    count, seconds = (await session.execute(unsent)).one()
            except Exception as error:
                log.warning("relay_unmeasured", source=self._source, error=describe(error))
            else:
                self._metrics.waiting.labels(self._source).set(count)
                self._metrics.lag.labels(self._source).set(max(float(seconds or 0), 0))
            await asyncio.sleep(MEASURE_SECONDS)
