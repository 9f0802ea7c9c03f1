"""What exists on the broker: names and arguments of exchanges and queues, in one place.

    publish -> [avt.events: topic] -- event types --> [<queue>: quorum] -> consumer
                                                       ^  | failed too often, or undecodable
                                                 again |  v
                                      [<queue>: direct exchange] -- dead --> [<queue>.dead: quorum]

All of it is durable and replicated where the broker is a cluster. Declaring it again is free, so
every subscriber does; an argument that differs is refused by the broker.

Whatever one consumer needs bears its own name, and only `avt.events` is everybody's: so an account
on the broker can be confined to one service (deploy/broker_accounts.py writes these names too). The
default exchange is not used: whoever may publish to it may publish to every queue.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from aio_pika import ExchangeType
from aio_pika.abc import AbstractChannel, AbstractExchange, AbstractQueue
from aio_pika.exceptions import ChannelNotFoundEntity

from shared.messaging.bus.link import Link
from shared.messaging.bus.protocol import Retries

NEVER = 1_000_000
"""A delivery limit never reached. From RabbitMQ 4.0 a quorum queue without one has 20, and each
listing of the dead letters counts as a delivery."""

DEAD = "dead"
AGAIN = "again"
"""The routing keys of a consumer's own exchange."""


@dataclass(frozen=True)
class Names:
    """The names of one environment on a broker. A prefix gets a dot behind it if it has no sign."""

    prefix: str = ""

    def __post_init__(self) -> None:
        if self.prefix and self.prefix[-1].isalnum():
            object.__setattr__(self, "prefix", f"{self.prefix}.")

    @property
    def events(self) -> str:
        return f"{self.prefix}avt.events"

    def queue(self, queue: str) -> str:
        """A consumer's queue, and the exchange that is its own."""
        return f"{self.prefix}{queue}"

    def dead_queue(self, queue: str) -> str:
        return f"{self.prefix}{queue}.dead"

    def listener(self, service: str) -> str:
        """A new name at each call: nobody else listens on this queue."""
        return f"{self.prefix}{service}.listening.{uuid4().hex}"


async def ensure_events(link: Link, names: Names) -> None:
    """The exchange that every event goes through, made if it is not there; raises `BusAway`.

    Asked for before it is declared, in channels of their own: an account that may not make it (and
    so not delete it) may still use it, and the broker closes the channel of a question denied.
    """
    try:
        async with link.channel() as channel:
            await channel.get_exchange(names.events)
    except ChannelNotFoundEntity:
        async with link.channel() as channel:
            await channel.declare_exchange(names.events, ExchangeType.TOPIC, durable=True)


async def the_events(channel: AbstractChannel, names: Names) -> AbstractExchange:
    """The exchange that `ensure_events` has found, to publish or bind to in `channel`."""
    return await channel.get_exchange(names.events, ensure=False)


async def declare_queue(
    channel: AbstractChannel, names: Names, queue: str, types: Sequence[str], retries: Retries
) -> AbstractQueue:
    """A consumer's queue, bound to `types`, and its dead-letter queue.

    The dead-letter side first: a message that dies before it exists would wait unseen.
    """
    events = await the_events(channel, names)
    own = await channel.declare_exchange(names.queue(queue), ExchangeType.DIRECT, durable=True)
    graveyard = await channel.declare_queue(
        names.dead_queue(queue),
        durable=True,
        arguments={"x-queue-type": "quorum", "x-delivery-limit": NEVER},
    )
    await graveyard.bind(own, routing_key=DEAD)
    declared = await channel.declare_queue(
        names.queue(queue),
        durable=True,
        arguments={
            "x-queue-type": "quorum",
            # Without a limit 3.10 redelivers for ever; with a limit and no dead-letter exchange it
            # drops silently.
            "x-delivery-limit": retries.limit,
            "x-dead-letter-exchange": own.name,
            "x-dead-letter-routing-key": DEAD,
            # The dying message leaves only when the dead-letter queue has confirmed it. The broker
            # demands reject-publish for that.
            "x-dead-letter-strategy": "at-least-once",
            "x-overflow": "reject-publish",
        },
    )
    await declared.bind(own, routing_key=AGAIN)
    for event_type in types:
        await declared.bind(events, routing_key=event_type)
    return declared


async def declare_listener(
    channel: AbstractChannel, names: Names, service: str, types: Sequence[str]
) -> AbstractQueue:
    """A queue of this connection only, gone with the connection."""
    events = await the_events(channel, names)
    declared = await channel.declare_queue(
        names.listener(service), exclusive=True, auto_delete=True
    )
    for event_type in types:
        await declared.bind(events, routing_key=event_type)
    return declared
