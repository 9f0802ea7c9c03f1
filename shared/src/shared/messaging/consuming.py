"""Handling events: transaction, inbox row and handler in one; infrastructure errors only wait.

A consumer's effect and the note that it happened commit together, so an event that arrives twice
is done once. What failed decides what happens:

    the database, an engine or the broker is away   pause with growing backoff, try again for as
                                                    long as it takes, nothing is counted
    the data does not fit the reader (Undecodable)  dead-letter at once
    anything else that the handler raises           deliver again, dead-letter after the limit
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge
from sqlalchemy.ext.asyncio import AsyncSession

from shared.backoff import Backoff
from shared.context import request_id
from shared.database import Database
from shared.failures import describe, is_infrastructure
from shared.messaging.bus import Bus, Retries, Subscription
from shared.messaging.events import Event, Undecodable
from shared.messaging.inbox import once

Handler = Callable[[AsyncSession, Event], Awaitable[None]]
"""Acts on one event in the given transaction; never commits it."""

FIRST_PAUSE: Final = 0.1
LONGEST_PAUSE: Final = 15.0

log = structlog.get_logger(__name__)


class ConsumerMetrics:
    """The numbers of one consumer, in the registry of its own app."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.events = Counter(
            "avt_consumer_events",
            "Deliveries by outcome: done, seen (before), ignored, failed, undecodable",
            ["consumer", "type", "outcome"],
            registry=registry,
        )
        self.paused = Gauge(
            "avt_consumer_paused",
            "1 while the consumer waits for its infrastructure",
            ["consumer"],
            registry=registry,
        )


class EventProcessor:
    """The path of one event into one consumer's handlers, whether it came by bus or by feed."""

    def __init__(
        self,
        *,
        name: str,
        database: Database,
        handlers: Mapping[str, Handler],
        pause_on: tuple[type[BaseException], ...] = (),
        registry: CollectorRegistry | None = None,
    ) -> None:
        self._name = name
        self._database = database
        self._handlers = handlers
        self._pause_on = pause_on
        # Without a registry the numbers are counted and shown to nobody.
        self._metrics = ConsumerMetrics(registry or CollectorRegistry())

    async def __call__(self, event: Event) -> None:
        """Do the event's effect once. Raises what the handler raises, save infrastructure errors.

        Those are retried here, holding the delivery back, until they pass or the task is cancelled.
        """
        # What the handler announces is then traced to the request that began it all.
        token = request_id.set(event.requestid)
        try:
            with structlog.contextvars.bound_contextvars(
                event_id=str(event.id), event_type=event.type, request_id=event.requestid
            ):
                await self._until_attempted(event)
        finally:
            request_id.reset(token)

    async def _until_attempted(self, event: Event) -> None:
        backoff = Backoff(FIRST_PAUSE, LONGEST_PAUSE)
        while True:
            try:
                outcome = await self._attempt(event)
            except Undecodable as error:
                self._count(event, "undecodable")
                log.error("event_undecodable", consumer=self._name, reason=str(error))
                raise
            except Exception as error:
                if not is_infrastructure(error, self._pause_on):
                    self._count(event, "failed")
                    log.exception("event_failed", consumer=self._name)
                    raise
                self._metrics.paused.labels(self._name).set(1)
                log.warning(
                    "consumer_paused",
                    consumer=self._name,
                    seconds=backoff.seconds,
                    error=describe(error),
                )
                await backoff.pause()
            else:
                self._metrics.paused.labels(self._name).set(0)
                self._count(event, outcome)
                return

    async def _attempt(self, event: Event) -> str:
        handler = self._handlers.get(event.type)
        if handler is None:
            # A binding outlives the handler that once asked for it.
            return "ignored"
        # A transport has checked that already; a feed's events come here straight from HTTP.
        event.check_origin()
        async with self._database.transaction() as session:
            if not await once(session, consumer=self._name, event_id=event.id):
                return "seen"
            await handler(session, event)
        return "done"

    def _count(self, event: Event, outcome: str) -> None:
        # Only types that we handle become label values; a stranger's text must not.
        known = event.type if event.type in self._handlers else "other"
        self._metrics.events.labels(self._name, known, outcome).inc()


async def run_consumer(
    *,
    name: str,
    database: Database,
    bus: Bus,
    handlers: Mapping[str, Handler],
    pause_on: tuple[type[BaseException], ...] = (),
    retries: Retries | None = None,
    registry: CollectorRegistry | None = None,
) -> Subscription:
    """Start consuming `handlers`' event types from the queue `name`; stop by closing the result.

    `name` is also the inbox's consumer name, and must stay the same for ever. `pause_on` names
    further errors that mean 'something is away' (a search engine's, say). One event at a time,
    in the queue's order; an event that failed waits aside and does not hold up the others.
    """
    processor = EventProcessor(
        name=name, database=database, handlers=handlers, pause_on=pause_on, registry=registry
    )
    return await bus.subscribe(name, tuple(handlers), processor, retries=retries or Retries())
