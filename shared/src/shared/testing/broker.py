"""Leaving nothing behind on a broker that others use too."""

from collections.abc import Collection

from shared.messaging.bus.link import Link
from shared.messaging.bus.topology import Names


async def demolish(url: str, *, prefix: str, queues: Collection[str]) -> None:
    """Delete the exchanges of an environment, and these queues of its with all that they hold.

    Raises `BusAway`.
    """
    names, link = Names(prefix), Link(url, name="demolish")
    try:
        async with link.channel() as channel:
            for queue in queues:
                await channel.queue_delete(names.queue(queue))
                await channel.queue_delete(names.dead_queue(queue))
                await channel.exchange_delete(names.queue(queue))
            await channel.exchange_delete(names.events)
    finally:
        await link.close()
