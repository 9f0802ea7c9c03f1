"""Choosing the transport by the address."""

from urllib.parse import urlsplit

from shared.messaging.bus.in_process import InProcessBus
from shared.messaging.bus.protocol import Bus


def connect(url: str, prefix: str = "", service: str = "anyone") -> Bus:
    """A bus for `url` ("amqp://", "amqps://" or "memory://"); connecting happens in the background.

    Returns at once even if the broker is away. `prefix` begins the name of every exchange and
    queue, so that test runs and environments on one broker never meet; a dot follows one that ends
    in a letter or digit. `service` is who connects: connections and listeners' queues are named
    so, and its account may name none otherwise. Raises ValueError for another scheme.
    """
    scheme = urlsplit(url).scheme
    if scheme == "memory":
        return InProcessBus()
    if scheme in {"amqp", "amqps"}:
        # Imported here so that a process on the in-process bus never loads aio_pika.
        from shared.messaging.bus.rabbitmq import RabbitMQBus

        return RabbitMQBus(url, prefix=prefix, service=service)
    raise ValueError(f"no event bus for scheme {scheme!r}; known are amqp, amqps and memory")
