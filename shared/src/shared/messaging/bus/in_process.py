"""Delivering within the process: for one machine without a broker, and for tests.

Nothing is stored here, so `publish` returns only after every handler succeeded or its dead letter
was noted: until then the event is safe in its producer's outbox, and a crash only means that it is
sent again. Dead letters live as long as the process does; their events stay in the outbox.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

import structlog

from shared.messaging.bus.protocol import (
    GRACE_SECONDS,
    BusAway,
    DeadLetter,
    EventHandler,
    Retries,
    UnknownQueue,
)
from shared.messaging.events import Event, Undecodable

log = structlog.get_logger(__name__)


@dataclass
class _Queue:
    """What a durable queue is to a broker; it stays when its last subscription has gone."""

    name: str
    retries: Retries
    types: set[str] = field(default_factory=set)
    consumers: list["InProcessSubscription"] = field(default_factory=list)
    dead: dict[str, DeadLetter] = field(default_factory=dict)
    # One delivery at a time; asyncio's lock is fair, so the order of arrival is kept.
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class InProcessSubscription:
    """One handler on one queue."""

    def __init__(self, queue: _Queue, handler: EventHandler) -> None:
        self._queue = queue
        self.handler = handler
        queue.consumers.append(self)

    async def ready(self) -> None:
        """It always is."""

    async def close(self) -> None:
        """Leave the queue. Until somebody consumes it again its types cannot be published."""
        if self in self._queue.consumers:
            self._queue.consumers.remove(self)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GRACE_SECONDS), self._queue.turn:
                """The delivery that was running has ended."""


class _Listener:
    def __init__(self, types: Sequence[str], handler: EventHandler, among: list["_Listener"]):
        self.types = frozenset(types)
        self.handler = handler
        self._among = among
        among.append(self)

    async def ready(self) -> None:
        """It always is."""

    async def close(self) -> None:
        if self in self._among:
            self._among.remove(self)


class InProcessBus:
    """A `Bus` for the coroutines of one event loop."""

    def __init__(self) -> None:
        self._queues: dict[str, _Queue] = {}
        self._listeners: list[_Listener] = []

    async def publish(self, event: Event) -> None:
        # Each delivery decodes for itself, as from a wire: no handler sees another's objects.
        await self.publish_bytes(event.type, event.to_json())

    async def publish_bytes(self, event_type: str, body: bytes) -> None:
        """Deliver `body` as what claims to be an event of `event_type`."""
        queues = [queue for queue in self._queues.values() if event_type in queue.types]
        # Not a TaskGroup: one queue's refusal must not cancel another's running handler. And always
        # as tasks, even for one queue: the turns are then asked for in the order of publishing.
        deliveries = (self._deliver(queue, event_type, body) for queue in queues)
        for result in await asyncio.gather(*deliveries, return_exceptions=True):
            if isinstance(result, BaseException):
                raise result
        for listener in tuple(self._listeners):
            if event_type in listener.types:
                try:
                    await listener.handler(Event.delivered(body, event_type))
                except Exception:
                    log.exception("listener_failed", event_type=event_type)

    async def _deliver(self, queue: _Queue, event_type: str, body: bytes) -> None:
        for redelivered in range(queue.retries.limit + 1):
            try:
                async with queue.turn:
                    if not queue.consumers:
                        raise BusAway(f"nobody consumes {queue.name}, and nothing is stored here")
                    event = Event.delivered(body, event_type)
                    await queue.consumers[0].handler(event)
            except BusAway:
                raise
            except Undecodable as error:
                log.error("undecodable", queue=queue.name, reason=str(error))
                self._bury(queue, event_type, body, reason="rejected")
                return
            except Exception:
                if redelivered == queue.retries.limit:
                    break
                # Outside the turn: others pass while this one waits.
                await asyncio.sleep(queue.retries.delay(redelivered))
            else:
                return
        self._bury(queue, event_type, body, reason="delivery_limit")

    def _bury(self, queue: _Queue, event_type: str, body: bytes, *, reason: str) -> None:
        try:
            identity = str(Event.from_json(body).id)
        except Undecodable:
            identity = sha256(body).hexdigest()
        log.error("dead_letter", queue=queue.name, id=identity, reason=reason)
        queue.dead[identity] = DeadLetter(
            queue=queue.name,
            id=identity,
            type=event_type,
            reason=reason,
            died_at=datetime.now(UTC),
            body=body,
        )

    async def subscribe(
        self,
        queue: str,
        types: Sequence[str],
        handler: EventHandler,
        *,
        prefetch: int = 16,
        retries: Retries = Retries(),
    ) -> InProcessSubscription:
        known = self._queues.setdefault(queue, _Queue(queue, retries))
        known.types.update(types)
        return InProcessSubscription(known, handler)

    async def listen(
        self,
        types: Sequence[str],
        handler: EventHandler,
        *,
        on_begin: Callable[[], Awaitable[None]] | None = None,
    ) -> _Listener:
        listener = _Listener(types, handler, self._listeners)
        if on_begin is not None:
            try:
                await on_begin()
            except Exception:
                log.exception("listener_failed_to_begin", types=types)
        return listener

    async def dead_letters(self, queue: str, *, limit: int = 100) -> list[DeadLetter]:
        return list(self._known(queue).dead.values())[:limit]

    async def resend(self, queue: str, ids: Collection[str] | None = None) -> int:
        known = self._known(queue)
        chosen = [letter for letter in known.dead.values() if ids is None or letter.id in ids]
        for letter in chosen:
            del known.dead[letter.id]
            await self._deliver(known, letter.type, letter.body)
        return len(chosen)

    def _known(self, queue: str) -> _Queue:
        try:
            return self._queues[queue]
        except KeyError:
            raise UnknownQueue(queue) from None

    async def trouble(self) -> str | None:
        """Nothing: there is no broker to be away."""
        return None

    async def close(self) -> None:
        for queue in self._queues.values():
            for subscription in tuple(queue.consumers):
                await subscription.close()
        self._listeners.clear()
