"""Leaves no exchange and no queue behind on a broker that a run shares with others."""

from typing import Any

import aio_pika
from aio_pika.exchange import Exchange
from aio_pika.queue import Queue

_declared: set[tuple[str, str]] = set()

# What separate processes declare, where `watch` does not see it.
_CONSUMERS = ("registry", "marketplace", "search", "billing", "gateway")


def watch() -> None:
    """Remember the name of each exchange and queue that this process declares."""
    declare_exchange, declare_queue = Exchange.declare, Queue.declare

    async def exchange(self: Exchange, *arguments: Any, **named: Any) -> Any:
        _declared.add(("exchange", self.name))
        return await declare_exchange(self, *arguments, **named)

    async def queue(self: Queue, *arguments: Any, **named: Any) -> Any:
        answer = await declare_queue(self, *arguments, **named)
        if not self.exclusive:  # such a queue goes with its connection, and is that one's to delete
            _declared.add(("queue", self.name))
        return answer

    Exchange.declare = exchange  # type: ignore[method-assign]
    Queue.declare = queue  # type: ignore[method-assign]


async def sweep(url: str, prefix: str) -> None:
    """Delete every exchange and queue whose name begins with `prefix`."""
    names = {(kind, name) for kind, name in _declared if name.startswith(prefix)}
    _declared.difference_update(names)
    names |= {("exchange", f"{prefix}{name}") for name in ("avt.events", *_CONSUMERS)}
    names |= {("queue", f"{prefix}{name}{end}") for name in _CONSUMERS for end in ("", ".dead")}
    async with await aio_pika.connect(url, timeout=10) as connection:
        channel = await connection.channel()
        for kind, name in sorted(names):  # deleting what does not exist is no error in RabbitMQ
            if kind == "queue":
                await channel.queue_delete(name)
            else:
                await channel.exchange_delete(name)
