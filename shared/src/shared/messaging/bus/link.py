"""One connection to RabbitMQ, opened when it is needed and again when it was lost.

Not aio-pika's robust connection: that one restores channels and consumers by itself, at a fixed
interval, and leaves open what happened to a delivery or a confirm in between. Here everything that
uses the connection notices the loss, and starts over from the declaration of its queue.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractConnection
from aio_pika.exceptions import AMQPError, ChannelNotFoundEntity

from shared.messaging.bus.protocol import BusAway

LOST = (AMQPError, OSError, RuntimeError, EOFError)
"""What aio-pika raises when the connection or a channel is gone (TimeoutError is an OSError)."""

CONNECT_SECONDS = 5.0

READY_SECONDS = 0.05

AWAY = "the broker is away"
BLOCKED = "the broker blocks what is published: it is short of memory or disk"


class Link:
    """A connection shared by the coroutines of one event loop."""

    def __init__(self, url: str, *, name: str) -> None:
        self._url = url
        self._name = name
        self._opening = asyncio.Lock()
        self._connection: AbstractConnection | None = None
        self._closed = False
        self._away = False

    async def connection(self) -> AbstractConnection:
        """The live connection; raises `BusAway` when none can be had within a few seconds."""
        async with self._opening:
            if self._closed:
                raise BusAway("this bus was closed")
            # `is_closed` tells only of our own closing; `connected` also of a loss.
            if self._connection is None or not self._connection.connected.is_set():
                try:
                    async with asyncio.timeout(CONNECT_SECONDS):
                        self._connection = await aio_pika.connect(
                            self._url, client_properties={"connection_name": self._name}
                        )
                except LOST as error:
                    self._away = True
                    raise BusAway(f"no connection to the broker: {error!r}") from error
            self._away = False
            return self._connection

    async def trouble(self) -> str | None:
        """What is wrong with the connection, in words; None also while nobody asked for one."""
        connection = self._connection
        if connection is None:
            return AWAY if self._away else None
        transport = connection.transport
        if not connection.connected.is_set() or transport is None:
            return AWAY
        try:
            # Ready is a connection that lives and that the broker has not blocked.
            async with asyncio.timeout(READY_SECONDS):
                await transport.connection.ready()
        except LOST:
            return BLOCKED if connection.connected.is_set() else AWAY
        return None

    async def open_channel(self, *, on_return_raises: bool = False) -> AbstractChannel:
        """A new channel with publisher confirms; raises `BusAway`."""
        connection = await self.connection()
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                return await connection.channel(on_return_raises=on_return_raises)
        except LOST as error:
            # A connection that opens no channel is as good as none: the next call gets another.
            await self._drop(connection)
            raise BusAway(f"no channel on the broker: {error!r}") from error

    @asynccontextmanager
    async def channel(self, *, on_return_raises: bool = False) -> AsyncIterator[AbstractChannel]:
        """A channel for one piece of work; what is not acknowledged in it returns to its queue."""
        channel = await self.open_channel(on_return_raises=on_return_raises)
        try:
            yield channel
        except ChannelNotFoundEntity:
            raise
        except LOST as error:
            raise BusAway(f"the broker went away: {error!r}") from error
        finally:
            await close_quietly(channel)

    async def _drop(self, connection: AbstractConnection) -> None:
        if self._connection is connection:
            self._connection = None
        await close_quietly(connection)

    async def close(self) -> None:
        self._closed = True
        if self._connection is not None:
            await close_quietly(self._connection)


async def close_quietly(thing: AbstractChannel | AbstractConnection) -> None:
    """Close what may be closed or broken already."""
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            if not thing.is_closed:
                await thing.close()
    except LOST:
        """It was gone before."""
