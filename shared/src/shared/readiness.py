"""Whether a process can do its work: each thing that it needs, asked and told in words.

A need either stops traffic while it is not met (the process answers 503, and whoever sends it
requests should send them elsewhere), or lets the process do its work in a lesser way: then the
answer stays 200 and says `degraded`. The words name no address and no secret: through the gateway
they are public.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import sqlalchemy as sa
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError

from shared.database import Database
from shared.messaging.bus import Bus
from shared.messaging.tables import outbox
from shared.tokens import KeySource
from shared.tokens.jwks import JwksKeys

ASK_SECONDS: Final = 1.5
"""For all needs together. Who asks `/readyz`, such as the gateway, waits two seconds: the words
must be on their way before that."""
DOES_NOT_ANSWER: Final = "does not answer"
LATE_SECONDS: Final = 60
"""A fact that waits longer than this for the relay is late."""

_left: "set[asyncio.Task[str | None]]" = set()
"""Asked in vain and still ending; the event loop itself holds tasks only weakly."""


@dataclass(frozen=True)
class Need:
    """Something that a process needs. `ask` returns what is wrong with it, or None.

    What cannot be asked in time, or fails with the error of an absent server, does not answer.
    """

    name: str
    ask: Callable[[], Awaitable[str | None]]
    stops_traffic: bool


class Checked(BaseModel):
    """What became of one need."""

    status: Literal["ok", "failing"]
    detail: str | None
    stops_traffic: bool


class Readiness(BaseModel):
    """The process, and each of its needs by name."""

    status: Literal["ok", "degraded", "unavailable"]
    checks: dict[str, Checked]

    @property
    def http_status(self) -> int:
        """What `/readyz` answers with."""
        return 503 if self.status == "unavailable" else 200


def nothing_more(database: Database) -> Sequence[Need]:
    """For a process that needs only what all do."""
    return ()


async def examine(needs: Sequence[Need]) -> Readiness:
    """Ask all at once, and answer within a second and a half, whoever still hangs.

    Raises what a need raises beside the errors of an absent server.
    """
    asked = [asyncio.create_task(_trouble_of(need), name=f"need {need.name}") for need in needs]
    try:
        if asked:
            await asyncio.wait(asked, timeout=ASK_SECONDS)
        troubles = [task.result() if task.done() else DOES_NOT_ANSWER for task in asked]
    finally:
        for task in asked:
            _leave(task)
    checks = {
        need.name: Checked(
            status="ok" if trouble is None else "failing",
            detail=trouble,
            stops_traffic=need.stops_traffic,
        )
        for need, trouble in zip(needs, troubles, strict=True)
    }
    failing = [check for check in checks.values() if check.status == "failing"]
    if any(check.stops_traffic for check in failing):
        return Readiness(status="unavailable", checks=checks)
    return Readiness(status="degraded" if failing else "ok", checks=checks)


async def _trouble_of(need: Need) -> str | None:
    try:
        return await need.ask()
    except (SQLAlchemyError, OSError):
        return DOES_NOT_ANSWER


def _leave(task: "asyncio.Task[str | None]") -> None:
    """Cancel without waiting: a driver takes seconds to give up a server that hangs."""
    if not task.done():
        task.cancel()
        _left.add(task)
        task.add_done_callback(_forget)


def _forget(task: "asyncio.Task[str | None]") -> None:
    _left.discard(task)
    if not task.cancelled():
        task.exception()  # Looked at, or the loop would complain that nobody did.


def database_answers(database: Database) -> Need:
    """Without its database no process does anything."""

    async def ask() -> None:
        await database.ping()

    return Need("database", ask, stops_traffic=True)


def broker_carries(bus: Bus, *, stops_traffic: bool = False) -> Need:
    """An API works on without the broker, but hears of revoked tokens late; a worker does not."""
    return Need("broker", bus.trouble, stops_traffic)


def keys_known(keys: KeySource) -> Need:
    """Without any public key every honest caller would be told that its token is forged.

    Keys that were read once stay good while the registry is away.
    """

    async def ask() -> str | None:
        if not isinstance(keys, JwksKeys) or keys.loaded:
            return None
        await keys.refresh()
        return (
            None if keys.loaded else "no key for verifying tokens could be read from the registry"
        )

    return Need("keys", ask, stops_traffic=True)


def outbox_flows(database: Database) -> Need:
    """Facts leave the outbox in good time; while they do not, others learn of nothing new.

    The relay may be down, or the broker away or blocked. What is answered here stays right.
    """
    age = sa.func.extract("epoch", sa.func.clock_timestamp() - outbox.c.time)
    oldest = sa.select(age).where(outbox.c.sent_at.is_(None)).order_by(outbox.c.id).limit(1)

    async def ask() -> str | None:
        async with database.transaction() as session:
            seconds = await session.scalar(oldest)
        if seconds is None or seconds < LATE_SECONDS:
            return None
        return f"the oldest announced fact has waited {int(seconds)} s to be sent"

    return Need("outbox", ask, stops_traffic=False)
