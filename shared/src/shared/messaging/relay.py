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
from typing import Final, NoReturn

import sqlalchemy as sa
import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge

from shared.database import Database
from shared.failures import describe
from shared.leading import POLL_SECONDS, Leader
from shared.locks import lock_named
from shared.messaging.bus import Bus
from shared.messaging.outbox import CHANNEL, event_of
from shared.messaging.tables import outbox

LOCK_KEY: Final = lock_named("shared.relay")
"""The advisory lock of this database's relay."""

BATCH: Final = 100
MEASURE_SECONDS: Final = 5.0

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
        self._metrics = RelayMetrics(registry or CollectorRegistry())
        self._leader = Leader(
            database,
            lock=LOCK_KEY,
            channel=CHANNEL,
            paused="relay_paused",
            told={"source": source},
            poll_seconds=poll_seconds,
            leads=self._metrics.leads.labels(source),
        )

    async def run(self) -> NoReturn:
        """Send until cancelled, through every absence of the database or the bus."""
        measuring = asyncio.create_task(self._keep_measuring())
        try:
            await self._leader.run(self._turn)
        finally:
            measuring.cancel()

    async def drain(self) -> int:
        """Send everything that is there now, and return how many; for jobs and tests.

        Waits for the lock, so it never sends beside a running relay. Raises what prevents it.
        """
        sent = 0
        async with self._leader.hold() as lead:
            while True:
                await lead.check()
                count = await self._send_batch()
                sent += count
                if count < self._batch:
                    return sent

    async def _turn(self) -> bool:
        return await self._send_batch() == self._batch

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
