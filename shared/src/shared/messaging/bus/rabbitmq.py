"""The bus over RabbitMQ 3.10 and newer."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import structlog
from aio_pika import DeliveryMode, Message
from aio_pika.abc import (
    AbstractChannel,
    AbstractExchange,
    AbstractIncomingMessage,
    AbstractQueue,
)
from aio_pika.exceptions import ChannelNotFoundEntity

from shared.messaging.bus.link import AWAY, LOST, Link, close_quietly
from shared.messaging.bus.protocol import BusAway, DeadLetter, EventHandler, Retries, UnknownQueue
from shared.messaging.bus.rabbitmq_subscriptions import ListenSubscription, QueueSubscription
from shared.messaging.bus.topology import AGAIN, Names, ensure_events, the_events
from shared.messaging.events import CONTENT_TYPE, Event

PATIENCE = 5.0
"""Seconds that `subscribe` and `listen` wait for the broker before they go on without it."""

CONFIRM_SECONDS = 10.0
RETURN_SECONDS = 2.0
UNCONFIRMED = "the broker does not confirm what is published"

log = structlog.get_logger(__name__)


class RabbitMQBus:
    """A `Bus` on RabbitMQ: quorum queues, publisher confirms, persistent messages.

    Two connections, because a broker that is short of memory or disk holds back whole connections
    that publish, and consumers must still be able to acknowledge.
    """

    def __init__(self, url: str, *, prefix: str = "", service: str = "anyone") -> None:
        self._names = Names(prefix)
        self._service = service
        self._publishing = Link(url, name=f"{self._names.prefix}{service} publish")
        self._consuming = Link(url, name=f"{self._names.prefix}{service} consume")
        self._opening = asyncio.Lock()
        self._channel: AbstractChannel | None = None
        self._events: AbstractExchange | None = None
        self._subscriptions: list[QueueSubscription | ListenSubscription] = []
        self._unconfirmed: str | None = None

    async def publish(self, event: Event) -> None:
        await self.publish_bytes(event.type, event.to_json(), message_id=str(event.id))

    async def publish_bytes(
        self, event_type: str, body: bytes, *, message_id: str | None = None
    ) -> None:
        """Publish `body` as what claims to be an event of `event_type`; wait for the confirm."""
        try:
            events = await self._exchange()
        except BusAway:
            self._unconfirmed = self._unconfirmed or AWAY
            raise
        try:
            # Not mandatory: an event without a subscriber is legal, and stays in the outbox.
            await events.publish(
                _message(body, event_type=event_type, message_id=message_id),
                routing_key=event_type,
                mandatory=False,
                timeout=CONFIRM_SECONDS,
            )
        except LOST as error:
            self._unconfirmed = await self._publishing.trouble() or UNCONFIRMED
            await self._give_up(events)
            raise BusAway(f"not confirmed by the broker: {error!r}") from error
        self._unconfirmed = None

    async def trouble(self) -> str | None:
        """The last failure to publish counts until something was confirmed again."""
        return (
            self._unconfirmed or await self._publishing.trouble() or await self._consuming.trouble()
        )

    async def _exchange(self) -> AbstractExchange:
        if self._events is not None and self._channel is not None and not self._channel.is_closed:
            return self._events
        async with self._opening:
            if self._events is None or self._channel is None or self._channel.is_closed:
                await ensure_events(self._publishing, self._names)
                channel = await self._publishing.open_channel()
                self._events = await the_events(channel, self._names)
                self._channel = channel
            return self._events

    async def _give_up(self, events: AbstractExchange) -> None:
        """Use no longer the channel that has failed; several publishers may notice at once."""
        if self._events is events and self._channel is not None:
            channel, self._channel, self._events = self._channel, None, None
            await close_quietly(channel)

    async def subscribe(
        self,
        queue: str,
        types: Sequence[str],
        handler: EventHandler,
        *,
        prefetch: int = 16,
        retries: Retries = Retries(),
    ) -> QueueSubscription:
        subscription = QueueSubscription(
            self._consuming,
            self._names,
            queue=queue,
            types=tuple(types),
            handler=handler,
            prefetch=prefetch,
            retries=retries,
        )
        await self._started(subscription)
        return subscription

    async def listen(
        self,
        types: Sequence[str],
        handler: EventHandler,
        *,
        on_begin: Callable[[], Awaitable[None]] | None = None,
    ) -> ListenSubscription:
        subscription = ListenSubscription(
            self._consuming,
            self._names,
            service=self._service,
            types=tuple(types),
            handler=handler,
            on_begin=on_begin,
        )
        await self._started(subscription)
        return subscription

    async def _started(self, subscription: QueueSubscription | ListenSubscription) -> None:
        self._subscriptions.append(subscription)
        try:
            async with asyncio.timeout(PATIENCE):
                await subscription.ready()
        except TimeoutError:
            log.warning("broker_away", seconds=PATIENCE)

    async def dead_letters(self, queue: str, *, limit: int = 100) -> list[DeadLetter]:
        found: list[DeadLetter] = []
        async with self._consuming.channel() as channel:
            graveyard = await self._graveyard(channel, queue)
            # Taken without acknowledgement: they all return when the channel closes.
            while len(found) < limit:
                message = await graveyard.get(no_ack=False, fail=False)
                if message is None:
                    break
                found.append(_dead_letter(queue, message, self._names))
        await self._returned(queue, len(found))
        return found

    async def _returned(self, queue: str, count: int) -> None:
        """Wait until a quorum queue has taken back what a closed channel held.

        It does so in its own time; whoever lists and then resends must not find it empty.
        Bounded, since another process may take the letters meanwhile.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(RETURN_SECONDS), self._consuming.channel() as channel:
                while count:
                    graveyard = await self._graveyard(channel, queue)
                    if (graveyard.declaration_result.message_count or 0) >= count:
                        return
                    await asyncio.sleep(0.02)

    async def resend(self, queue: str, ids: Collection[str] | None = None) -> int:
        resent = 0
        async with self._consuming.channel(on_return_raises=True) as channel:
            graveyard = await self._graveyard(channel, queue)
            own = await channel.get_exchange(self._names.queue(queue), ensure=False)
            # As many as there are now: what dies anew meanwhile comes to the end, and stays.
            for _ in range(graveyard.declaration_result.message_count or 0):
                message = await graveyard.get(no_ack=False, fail=False)
                if message is None:
                    break
                letter = _dead_letter(queue, message, self._names)
                if ids is not None and letter.id not in ids:
                    continue  # returns to its place when the channel closes
                # By its own exchange to this one queue: no other consumer sees it again.
                await own.publish(
                    _message(letter.body, event_type=letter.type, message_id=message.message_id),
                    routing_key=AGAIN,
                    mandatory=True,
                    timeout=CONFIRM_SECONDS,
                )
                await message.ack()
                resent += 1
        return resent

    async def _graveyard(self, channel: AbstractChannel, queue: str) -> AbstractQueue:
        try:
            return await channel.get_queue(self._names.dead_queue(queue))
        except ChannelNotFoundEntity:
            raise UnknownQueue(queue) from None

    async def close(self) -> None:
        await asyncio.gather(*(subscription.close() for subscription in self._subscriptions))
        await self._publishing.close()
        await self._consuming.close()


def _message(body: bytes, *, event_type: str, message_id: str | None) -> Message:
    return Message(
        body,
        content_type=CONTENT_TYPE,
        delivery_mode=DeliveryMode.PERSISTENT,
        message_id=message_id,
        type=event_type,
    )


def _dead_letter(queue: str, message: AbstractIncomingMessage, names: Names) -> DeadLetter:
    deaths: Any = message.headers.get("x-death") or [{}]
    last: dict[str, Any] = deaths[0]
    try:
        identity = str(Event.from_json(message.body).id)
    except ValueError:
        identity = sha256(message.body).hexdigest()
    died_at = last.get("time")
    # The key that it was published with, which the publisher's type may differ from; only what
    # was resent once and died again has the key of the consumer's own exchange there.
    keys = last.get("routing-keys") or [""]
    resent = last.get("exchange", "") != names.events
    return DeadLetter(
        queue=queue,
        id=identity,
        type=(message.type if resent else str(keys[0])) or "unknown",
        reason=str(last.get("reason", "unknown")),
        died_at=died_at.astimezone(UTC) if isinstance(died_at, datetime) else datetime.now(UTC),
        body=message.body,
    )
