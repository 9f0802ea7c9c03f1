"""Counting failed logins: by address and origin, by each of the two alone, or by known device.

A stranger who guesses pauses itself: the owner comes from elsewhere. Who guesses from many origins,
or at many addresses, meets the wider counts. A device that the account knows is counted alone, so
that nobody else's guesses reach it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from registry.database import sweep
from registry.errors import TooManyAttempts
from registry.identity.accounts.rules import email_key
from registry.identity.sessions.orm import LoginAttempts
from registry.identity.sessions.rules import (
    FORGOTTEN_AFTER,
    ONE_BY_ONE,
    Bound,
    Limits,
    pause_left,
)
from registry.vault import Vault


@dataclass(frozen=True, slots=True)
class Counter:
    """One count of failures, by a keyed hash of what it counts, and what it allows."""

    key: bytes
    bound: Bound


def of_pair(vault: Vault, *, email: str, origin: str) -> Counter:
    """The failures at one address from one origin."""
    return Counter(vault.keyed_hash(f"login {origin} {email_key(email)}"), ONE_BY_ONE)


def of_address(vault: Vault, *, email: str, limits: Limits) -> Counter:
    """The failures at one address from everywhere but known devices."""
    return Counter(vault.keyed_hash(f"login at {email_key(email)}"), limits.per_address)


def of_stranger(vault: Vault, *, email: str, origin: str, limits: Limits) -> list[Counter]:
    """What an attempt counts towards that shows no known device."""
    by_origin = Counter(vault.keyed_hash(f"login from {origin}"), limits.per_origin)
    return [
        of_pair(vault, email=email, origin=origin),
        by_origin,
        of_address(vault, email=email, limits=limits),
    ]


def of_device(vault: Vault, *, session_id: UUID | str) -> list[Counter]:
    """What an attempt counts towards that comes with a living login of the same account."""
    return [Counter(vault.keyed_hash(f"login on {session_id}"), ONE_BY_ONE)]


async def refusal_before_trying(
    session: AsyncSession, counters: Sequence[Counter], *, now: datetime
) -> TooManyAttempts | None:
    """Take the turn of the first counter, or say why not.

    One attempt at a time there: many at once would all be heard before the first one is counted.
    Not of an address as a whole: whoever keeps trying it would keep its owner waiting. Known and
    unknown addresses are treated alike.
    """
    turn = int.from_bytes(counters[0].key[:8], "big", signed=True)
    if not await session.scalar(select(func.pg_try_advisory_xact_lock(turn))):
        return _too_many(1)
    bounds = {counter.key: counter.bound for counter in counters}
    rows = await session.scalars(
        select(LoginAttempts).where(LoginAttempts.counted_hash.in_(bounds))
    )
    pauses = [
        pause_left(
            failures=row.failures,
            last_failed_at=row.last_failed_at,
            now=now,
            free=bounds[row.counted_hash].free,
        )
        for row in rows
        if now < row.began_at + bounds[row.counted_hash].window
    ]
    longest = max(pauses, default=0)
    return _too_many(longest) if longest else None


async def count_failure(
    session: AsyncSession, counters: Sequence[Counter], *, now: datetime
) -> None:
    """Remember one more failure in each counter, and forget those of a day ago."""
    await sweep(
        session, LoginAttempts.counted_hash, LoginAttempts.last_failed_at < now - FORGOTTEN_AFTER
    )
    # In one order everywhere: two attempts that share two counters would otherwise wait for
    # each other.
    for counter in sorted(counters, key=lambda one: one.key):
        over = LoginAttempts.began_at <= now - counter.bound.window
        await session.execute(
            insert(LoginAttempts)
            .values(counted_hash=counter.key, failures=1, began_at=now, last_failed_at=now)
            .on_conflict_do_update(
                index_elements=[LoginAttempts.counted_hash],
                set_={
                    "failures": case((over, 1), else_=LoginAttempts.failures + 1),
                    "began_at": case((over, now), else_=LoginAttempts.began_at),
                    # Of two that fail at once the later clock may have come first.
                    "last_failed_at": case(
                        (over, now), else_=func.greatest(LoginAttempts.last_failed_at, now)
                    ),
                },
            )
        )


async def forget_failures(session: AsyncSession, counters: Sequence[Counter]) -> None:
    """Begin these counters anew: who has proved itself owes nothing there."""
    keys = [counter.key for counter in counters]
    await session.execute(delete(LoginAttempts).where(LoginAttempts.counted_hash.in_(keys)))


def _too_many(seconds: int) -> TooManyAttempts:
    return TooManyAttempts("Too many attempts; wait before the next one", retry_after=seconds)
