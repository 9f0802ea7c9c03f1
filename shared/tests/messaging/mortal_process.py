"""A relay or a consumer in a process of its own, which kills itself at a chosen step.

    python mortal_process.py relay|consumer <step> <n> <database> <broker> <prefix>

Steps: `never`; for the relay `before_publish`, `after_publish` (confirmed by the broker, not yet
marked sent); for the consumer `in_transaction` (effect written, not committed), `before_ack`
(committed, not acknowledged). The n-th event is the one at which the process dies by SIGKILL,
which nothing can catch: no `finally` runs, no socket is closed politely.
"""

import asyncio
import os
import signal
import sys

import sqlalchemy as sa

from shared.database import Database
from shared.messaging.bus import connect
from shared.messaging.consuming import run_consumer
from shared.messaging.relay import Relay

OPENED = "avt.test.door.opened.v1"
effects = sa.table("effects", sa.column("number"))


class Death:
    def __init__(self, step: str, n: int) -> None:
        self._step, self._left = step, n

    def at(self, step: str) -> None:
        if step == self._step:
            self._left -= 1
            if self._left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)


class MortalBus:
    """The real bus, with death before or after its steps."""

    def __init__(self, bus, death: Death) -> None:
        self._bus, self._death = bus, death

    async def publish(self, event) -> None:
        self._death.at("before_publish")
        await self._bus.publish(event)
        self._death.at("after_publish")

    async def subscribe(self, queue, types, handler, **options):
        async def handle(event) -> None:
            await handler(event)
            self._death.at("before_ack")

        return await self._bus.subscribe(queue, types, handle, **options)


async def main() -> None:
    role, step, n, database_url, broker_url, prefix = sys.argv[1:]
    death = Death(step, int(n))
    database = Database(database_url)
    bus = MortalBus(connect(broker_url, prefix), death)

    async def handle(session, event) -> None:
        await session.execute(sa.insert(effects).values(number=event.data["number"]))
        death.at("in_transaction")

    if role == "relay":
        await Relay(database, bus, source="/test", poll_seconds=0.1, batch=10).run()
    await run_consumer(name="porter", database=database, bus=bus, handlers={OPENED: handle})
    await asyncio.Event().wait()


asyncio.run(main())
