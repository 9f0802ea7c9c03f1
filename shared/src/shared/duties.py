"""What a service does by time, beside what it does on events.

    Duty("purge", timedelta(days=1), purge)

A duty is due when the business clock has gone on by `every` since it was last done, so a moved
sandbox clock makes due at once what lies in between. Late is done once, however often it was
missed. A duty and the note that it was done commit in one transaction: a process may be killed at
any moment, and of two workers one does it.

What failed decides what happens, as for events:

    the database is away                all duties pause, with growing backoff
    anything else that a duty raises    that duty pauses, with growing backoff; the others go on
"""

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, NoReturn

import sqlalchemy as sa
import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shared.backoff import Backoff
from shared.clocks import CHANNEL, Clock, business_clock_of
from shared.database import Database
from shared.failures import is_infrastructure
from shared.leading import Leader
from shared.locks import lock_named, try_locks
from shared.readiness import Need
from shared.tables import duties as notes

POLL_SECONDS: Final = 15.0
"""How late a duty may begin; a moved clock is noticed at once."""
FIRST_PAUSE: Final = 30.0
LONGEST_PAUSE: Final = 3600.0

Work = Callable[[AsyncSession, Clock], Awaitable[None]]
"""Does a duty in the given transaction, by the business clock; never commits it."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Duty:
    """Something to be done again after each `every`; `name` must stay the same for ever.

    Raises ValueError for an interval that is no time at all.
    """

    name: str
    every: timedelta
    work: Work

    def __post_init__(self) -> None:
        if self.every <= timedelta(0):
            raise ValueError(f"{self.name}: a duty comes again after some time")


class DutyMetrics:
    """The numbers of one worker, in the registry of its own app."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.turns = Counter(
            "avt_duties", "Duties by outcome: done, failed", ["duty", "outcome"], registry=registry
        )
        self.failing = Gauge(
            "avt_duty_failing",
            "Failures of the duty in a row; it pauses after each",
            ["duty"],
            registry=registry,
        )
        self.leads = Gauge(
            "avt_duties_leads", "1 while this worker holds the lock", registry=registry
        )


class DutyRunner:
    """Does one service's duties when they are due.

    `movable` says whether the business clock is one that a sandbox moves.
    """

    def __init__(
        self,
        database: Database,
        duties: Sequence[Duty],
        *,
        movable: bool,
        poll_seconds: float = POLL_SECONDS,
        registry: CollectorRegistry | None = None,
    ) -> None:
        self._database = database
        self.duties = tuple(duties)
        self._movable = movable
        self._metrics = DutyMetrics(registry or CollectorRegistry())
        self._leader = Leader(
            database,
            lock=lock_named("shared.duties"),
            channel=CHANNEL,
            paused="duties_paused",
            poll_seconds=poll_seconds,
            leads=self._metrics.leads,
        )
        self._backoffs = {duty.name: Backoff(FIRST_PAUSE, LONGEST_PAUSE) for duty in duties}
        self._not_before = {duty.name: 0.0 for duty in duties}
        for duty in duties:
            self._metrics.failing.labels(duty.name).set(0)

    async def run(self) -> NoReturn:
        """Do what is due until cancelled, through every absence of the database."""
        await self._leader.run(self._turn)

    async def do_due(self) -> list[str]:
        """Do each duty that is due and does not pause; return the names of those done.

        Raises infrastructure errors; a duty's own are logged and counted.
        """
        return [duty.name for duty in self.duties if await self._attempt(duty)]

    def need(self) -> Need:
        """While a duty fails the worker goes on in a lesser way."""

        async def ask() -> str | None:
            failing = [name for name, backoff in self._backoffs.items() if backoff.failures]
            return f"failing: {', '.join(failing)}" if failing else None

        return Need("duties", ask, stops_traffic=False)

    async def _turn(self) -> bool:
        await self.do_due()
        return False

    async def _attempt(self, duty: Duty) -> bool:
        backoff = self._backoffs[duty.name]
        if time.monotonic() < self._not_before[duty.name]:
            return False
        try:
            done = await self._do_if_due(duty)
        except Exception as error:
            if is_infrastructure(error):
                raise
            self._not_before[duty.name] = time.monotonic() + backoff.fail()
            self._metrics.turns.labels(duty.name, "failed").inc()
            self._metrics.failing.labels(duty.name).set(backoff.failures)
            log.exception("duty_failed", duty=duty.name, failures=backoff.failures)
            return False
        if done:
            backoff.reset()
            self._metrics.turns.labels(duty.name, "done").inc()
            self._metrics.failing.labels(duty.name).set(0)
            log.info("duty_done", duty=duty.name)
        return done

    async def _do_if_due(self, duty: Duty) -> bool:
        async with self._database.transaction() as session:
            # Beside the runner's own lock, which may be lost in the middle of a turn.
            if not await try_locks(session, lock_named("shared.duties", duty.name)):
                return False
            clock = await business_clock_of(session, movable=self._movable)
            now = clock.now()
            # Asked in the database, where a moment that no calendar has (infinity) compares, too.
            # A note of the future is one of a clock that was set back since, and worth nothing.
            lately = sa.select(notes.c.name).where(
                notes.c.name == duty.name,
                notes.c.done_at > now - duty.every,
                notes.c.done_at <= now,
            )
            if await session.scalar(lately) is not None:
                return False
            await duty.work(session, clock)
            noted = insert(notes).values(name=duty.name, done_at=now)
            await session.execute(
                noted.on_conflict_do_update(index_elements=[notes.c.name], set_={"done_at": now})
            )
        return True
