"""The event bus: one Protocol, two transports. The only package that imports aio_pika.

`connect("amqp://...")` speaks to RabbitMQ, `connect("memory://")` delivers within the process.
Both promise the same and pass one behaviour suite (shared/tests/messaging/bus_behaviour.py).
"""

from shared.messaging.bus.connecting import connect
from shared.messaging.bus.protocol import (
    Bus,
    BusAway,
    DeadLetter,
    EventHandler,
    Retries,
    Subscription,
    UnknownQueue,
)

__all__ = [
    "Bus",
    "BusAway",
    "DeadLetter",
    "EventHandler",
    "Retries",
    "Subscription",
    "UnknownQueue",
    "connect",
]
