"""What exists on the broker: names and arguments of exchanges and queues, in one place.

    publish -> [avt.events: topic] -- event types --> [<queue>: quorum] -> consumer
                                                          | failed too often, or undecodable
                                                          v
                                        [avt.dead: direct] --> [<queue>.dead: quorum]

All of it is durable and replicated where the broker is a cluster. Declaring it again is free, so
every subscriber does; an argument that differs is refused by the broker.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from aio_pika import ExchangeType
from aio_pika.abc import AbstractChannel, AbstractExchange, AbstractQueue

from shared.bus.protocol import Retries

NEVER = 1_000_000
"""A delivery limit never reached. From RabbitMQ 4.0 a quorum queue without one has 20, and each
listing of the dead letters counts as a delivery."""


@dataclass(frozen=True)
class Names:
    """The names of one environment on a broker."""

    prefix: str = ""

    @property
    def events(self) -> str:
        return f"{self.prefix}avt.events"

    @property
    def dead(self) -> str:
        return f"{self.prefix}avt.dead"

    def queue(self, queue: str) -> str:
        return f"{self.prefix}{queue}"

    def dead_queue(self, queue: str) -> str:
        return f"{self.prefix}{queue}.dead"


async def declare_events(channel: AbstractChannel, names: Names) -> AbstractExchange:
    """The exchange that every event goes through."""
    return await channel.declare_exchange(names.events, ExchangeType.TOPIC, durable=True)


async def declare_queue(
    channel: AbstractChannel, names: Names, queue: str, types: Sequence[str], retries: Retries
) -> AbstractQueue:
    """A consumer's queue, bound to `types`, and its dead-letter queue.

    The dead-letter side first: a message that dies before it exists would wait unseen.
    """
    events = await declare_events(channel, names)
    dead = await channel.declare_exchange(names.dead, ExchangeType.DIRECT, durable=True)
    graveyard = await channel.declare_queue(
        names.dead_queue(queue),
        durable=True,
        arguments={"x-queue-type": "quorum", "x-delivery-limit": NEVER},
    )
    await graveyard.bind(dead, routing_key=names.queue(queue))
    declared = await channel.declare_queue(
        names.queue(queue),
        durable=True,
        arguments={
            "x-queue-type": "quorum",
            # Without a limit 3.10 redelivers for ever; with a limit and no dead-letter exchange it
            # drops silently.
            "x-delivery-limit": retries.limit,
            "x-dead-letter-exchange": names.dead,
            "x-dead-letter-routing-key": names.queue(queue),
            # The dying message leaves only when the dead-letter queue has confirmed it. The broker
            # demands reject-publish for that.
            "x-dead-letter-strategy": "at-least-once",
            "x-overflow": "reject-publish",
        },
    )
    for event_type in types:
        await declared.bind(events, routing_key=event_type)
    return declared


async def declare_listener(
    channel: AbstractChannel, names: Names, types: Sequence[str]
) -> AbstractQueue:
    """A queue of this connection only, named by the broker, gone with the connection."""
    events = await declare_events(channel, names)
    declared = await channel.declare_queue(exclusive=True, auto_delete=True)
    for event_type in types:
        await declared.bind(events, routing_key=event_type)
    return declared
