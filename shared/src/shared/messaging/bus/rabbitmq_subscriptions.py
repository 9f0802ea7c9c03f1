"""Consuming from RabbitMQ: a supervised loop that declares, consumes, and starts over."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage, AbstractQueue

from shared.backoff import Backoff
from shared.messaging.bus.link import LOST, Link, close_quietly
from shared.messaging.bus.protocol import GRACE_SECONDS, BusAway, EventHandler, Retries
from shared.messaging.bus.topology import Names, declare_listener, declare_queue, ensure_events
from shared.messaging.events import Event, Undecodable

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 5.0

log = structlog.get_logger(__name__)


class _Supervised(ABC):
    """Runs `_declare` and then `_handle` for each arrival; again from the start after any loss."""

    def __init__(self, link: Link, *, name: str, prefetch: int) -> None:
        self._link = link
        self._name = name
        self._prefetch = prefetch
        self._ready = asyncio.Event()
        self._closing = asyncio.Event()
        self._task = asyncio.create_task(self._supervise(), name=f"consume {name}")

    @abstractmethod
    async def _declare(self, channel: AbstractChannel) -> AbstractQueue:
        """Declare the queue and what it is bound to."""

    @abstractmethod
    async def _handle(self, message: AbstractIncomingMessage) -> None:
        """Do one delivery, to its acknowledgement; raises only what ends the channel."""

    async def ready(self) -> None:
        await self._ready.wait()

    async def close(self) -> None:
        self._closing.set()
        done, _ = await asyncio.wait((self._task,), timeout=GRACE_SECONDS)
        if not done:
            log.warning("handler_cut_off", queue=self._name, seconds=GRACE_SECONDS)
            self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _supervise(self) -> None:
        backoff = Backoff(FIRST_PAUSE, LONGEST_PAUSE)
        while not self._closing.is_set():
            try:
                await self._consume()
            except LOST as error:
                log.warning(
                    "consumer_lost",
                    queue=self._name,
                    seconds=backoff.seconds,
                    error=repr(error),
                )
            except Exception:
                # Ours to repair; but a consumer that silently ends would be worse.
                log.exception("consumer_broken", queue=self._name, seconds=backoff.seconds)
            finally:
                if self._ready.is_set():
                    backoff.reset()
                self._ready.clear()
            if not self._closing.is_set():
                await _first(backoff.pause(), self._closing.wait())

    async def _consume(self) -> None:
        channel = await self._link.open_channel()
        try:
            await channel.set_qos(prefetch_count=self._prefetch)
            queue = await self._declare(channel)
            arrivals: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
            gone = asyncio.Event()
            underlay = await channel.get_underlay_channel()
            # The broker cancels a consumer when its queue is deleted or its leader moves.
            underlay.on_consumer_cancel_callbacks.add(lambda *_: gone.set())
            channel.close_callbacks.add(lambda *_: gone.set())

            async def arrive(message: AbstractIncomingMessage) -> None:
                arrivals.put_nowait(message)

            await queue.consume(arrive, no_ack=self._no_ack)
            self._ready.set()
            await self._begun()
            stop = asyncio.create_task(_first(gone.wait(), self._closing.wait()))
            try:
                while not stop.done():
                    arrival = asyncio.create_task(arrivals.get())
                    await asyncio.wait((arrival, stop), return_when=asyncio.FIRST_COMPLETED)
                    if not stop.done():
                        await self._handle(arrival.result())
                    else:
                        arrival.cancel()
            finally:
                stop.cancel()
        finally:
            await self._let_go()
            await close_quietly(channel)
        if not self._closing.is_set():
            raise BusAway("the broker ended the consumer")

    _no_ack = False

    async def _begun(self) -> None:
        """Consuming has begun, for the first time or again."""
        log.info("consuming", queue=self._name)

    @abstractmethod
    async def _let_go(self) -> None:
        """End what still needs the channel, which closes next."""


class QueueSubscription(_Supervised):
    """A consumer of a durable queue: in order, one at a time; a failed delivery waits aside."""

    def __init__(
        self,
        link: Link,
        names: Names,
        *,
        queue: str,
        types: Sequence[str],
        handler: EventHandler,
        prefetch: int,
        retries: Retries,
    ) -> None:
        self._names = names
        self._queue = queue
        self._types = types
        self._handler = handler
        self._retries = retries
        self._aside: set[asyncio.Task[None]] = set()
        super().__init__(link, name=names.queue(queue), prefetch=prefetch)

    async def _declare(self, channel: AbstractChannel) -> AbstractQueue:
        await ensure_events(self._link, self._names)
        return await declare_queue(channel, self._names, self._queue, self._types, self._retries)

    async def _handle(self, message: AbstractIncomingMessage) -> None:
        try:
            await self._handler(Event.delivered(message.body, _name_of(message, self._names)))
        except Undecodable as error:
            log.error("dead_letter", queue=self._name, id=message.message_id, reason=str(error))
            await message.reject(requeue=False)
        except Exception:
            # Not a nack: from RabbitMQ 4.3 those never dead-letter. The delay is spent aside, so
            # that the deliveries behind this one go on; the prefetch bounds how many wait.
            task = asyncio.create_task(self._reject_later(message))
            self._aside.add(task)
            task.add_done_callback(self._aside.discard)
        else:
            await message.ack()

    async def _reject_later(self, message: AbstractIncomingMessage) -> None:
        count: Any = message.headers.get("x-delivery-count", 0)
        redelivered = int(count)
        if redelivered < self._retries.limit:
            await asyncio.sleep(self._retries.delay(redelivered))
        try:
            await message.reject(requeue=True)
        except LOST as error:
            # Its channel is gone, and so the broker delivers it again anyway.
            log.info("reject_lost", queue=self._name, error=repr(error))

    async def _let_go(self) -> None:
        for task in tuple(self._aside):
            task.cancel()
        await asyncio.gather(*self._aside, return_exceptions=True)


class ListenSubscription(_Supervised):
    """A listener on a queue of its own, without acknowledgements."""

    _no_ack = True

    def __init__(
        self,
        link: Link,
        names: Names,
        *,
        service: str,
        types: Sequence[str],
        handler: EventHandler,
        on_begin: Callable[[], Awaitable[None]] | None,
    ) -> None:
        self._names = names
        self._service = service
        self._types = types
        self._handler = handler
        self._on_begin = on_begin
        super().__init__(link, name=f"listener of {', '.join(types)}", prefetch=0)

    async def _declare(self, channel: AbstractChannel) -> AbstractQueue:
        await ensure_events(self._link, self._names)
        return await declare_listener(channel, self._names, self._service, self._types)

    async def _begun(self) -> None:
        if self._on_begin is not None:
            try:
                await self._on_begin()
            except Exception:
                log.exception("listener_failed_to_begin", types=self._types)

    async def _handle(self, message: AbstractIncomingMessage) -> None:
        try:
            await self._handler(Event.delivered(message.body, _name_of(message, self._names)))
        except Undecodable as error:
            log.error("event_not_believed", event_type=message.routing_key, reason=str(error))
        except Exception:
            log.exception("listener_failed", event_type=message.routing_key)

    async def _let_go(self) -> None:
        """Nothing: a delivery ends before the next is taken."""


def _name_of(message: AbstractIncomingMessage, names: Names) -> str:
    """The routing key that an event was published with.

    What an operator resends goes by the consumer's own exchange, with another key; the first key is
    then kept in the type (see `RabbitMQBus.resend`).
    """
    return (message.routing_key if message.exchange == names.events else message.type) or ""


async def _first(*waits: Any) -> None:
    """Wait until one of the awaitables is done; cancel the others."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
