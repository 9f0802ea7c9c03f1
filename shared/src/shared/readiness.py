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

from shared.bus import Bus
from shared.database import Database
from shared.jwks import JwksKeys
from shared.tables import outbox
from shared.tokens import KeySource

ASK_SECONDS: Final = 2.0
LATE_SECONDS: Final = 60
"""A fact that waits longer than this for the relay is late."""


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
    """Ask all at once, each for at most two seconds."""
    troubles = await asyncio.gather(*(_trouble_of(need) for need in needs))
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
        async with asyncio.timeout(ASK_SECONDS):
            return await need.ask()
    except (SQLAlchemyError, OSError):
        return "does not answer"


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
