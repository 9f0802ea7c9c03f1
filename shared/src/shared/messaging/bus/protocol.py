"""What every transport promises, in types."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from shared.messaging.events import Event

GRACE_SECONDS = 5.0
"""How long a closing subscription waits for its running handler. One that pauses because the
database is away would otherwise keep a process from ever stopping."""

EventHandler = Callable[[Event], Awaitable[None]]
"""Returns: done. Raises `Undecodable`: dead-letter at once. Raises anything else: deliver again."""


class BusAway(ConnectionError):
    """The broker cannot be reached or did not confirm in time: the event may or may not be there.

    Publishing the same event again is always right.
    """


class UnknownQueue(LookupError):
    """No consumer ever subscribed under this name, or it was removed."""


@dataclass(frozen=True, kw_only=True)
class Retries:
    """How often and how soon a delivery that its handler refused comes again.

    The limit is part of a queue's declaration in RabbitMQ: a queue that exists must be removed
    (or a new name taken) before it can get another one.
    """

    limit: int = 20
    """Redeliveries after the first delivery; then the event is dead-lettered."""
    first_delay: float = 0.05
    """Seconds before the first redelivery; doubles with each."""
    longest_delay: float = 5.0

    def delay(self, redelivered: int) -> float:
        """Seconds to wait when this delivery, the `redelivered`-th repetition, has failed."""
        return min(self.first_delay * 2.0 ** min(redelivered, 30), self.longest_delay)


@dataclass(frozen=True, kw_only=True)
class DeadLetter:
    """A delivery that was given up: its consumer's queue, and why."""

    queue: str
    id: str
    """The event's id; for bytes that are no event, a fingerprint of them."""
    type: str
    """The routing key it was published with."""
    reason: str
    """"delivery_limit": failed too often; "rejected": could not be decoded."""
    died_at: datetime
    body: bytes

    @property
    def event(self) -> Event:
        """The event; raises `Undecodable` where the bytes are none."""
        return Event.from_json(self.body)


class Subscription(Protocol):
    """A running subscription; it survives the broker's absence until it is closed."""

    async def ready(self) -> None:
        """Wait until the queue exists and is being consumed."""

    async def close(self) -> None:
        """Stop taking deliveries; let the running one end, for at most `GRACE_SECONDS`.

        The queue itself stays and collects, and gets back what did not end.
        """


class Bus(Protocol):
    """Publish and subscribe, by event type. At least once; nothing confirmed is ever lost."""

    async def publish(self, event: Event) -> None:
        """Hand over one event; returning means that every subscribed queue has it durably.

        (In-process: that each handler succeeded or the event was dead-lettered.) An event that
        nobody subscribed to is legal and vanishes. Raises `BusAway`. Several calls may run at
        once; the events reach each queue in the order of the calls.
        """

    async def subscribe(
        self,
        queue: str,
        types: Sequence[str],
        handler: EventHandler,
        *,
        prefetch: int = 16,
        retries: Retries = Retries(),
    ) -> Subscription:
        """Handle the events of `types` that arrive in the durable `queue`, one at a time, in order.

        Subscriptions of the same queue share its events. Returns when consuming has begun; if the
        broker is away that is after 5 seconds, and it goes on trying in the background.
        """

    async def listen(
        self,
        types: Sequence[str],
        handler: EventHandler,
        *,
        on_begin: Callable[[], Awaitable[None]] | None = None,
    ) -> Subscription:
        """A copy of each event of `types` from now on, for this process, kept nowhere.

        What is published while the broker or this process is away is missed, and a handler's
        error is logged and forgotten: for caches that have another way to become right.
        `on_begin` runs each time that listening has begun, also after an absence of the broker:
        the moment to read what was missed.
        """

    async def dead_letters(self, queue: str, *, limit: int = 100) -> list[DeadLetter]:
        """The oldest dead letters of `queue`. Raises `UnknownQueue`, `BusAway`."""

    async def resend(self, queue: str, ids: Collection[str] | None = None) -> int:
        """Give dead letters (all, or those with `ids`) to `queue` again, and to no other queue.

        Returns how many. Raises `UnknownQueue`, `BusAway`.
        """

    async def trouble(self) -> str | None:
        """What keeps the broker from carrying events at present, in words; None: nothing known.

        It is away, or it blocks what is published since it is short of memory or disk.
        """

    async def close(self) -> None:
        """Close every subscription and the connection."""
