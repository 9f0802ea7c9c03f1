"""Counting failed logins: by address and origin, by each of the two alone, or by known device.

A stranger who guesses pauses itself: the owner comes from elsewhere. Who guesses from many origins,
or at many addresses, meets the wider counts. A device that the account knows is counted alone, so
that nobody else's guesses reach it. An attempt counts as failed before it is judged, and is
forgiven when it was right.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from registry.database import sweep
from registry.identity.accounts.rules import email_key
from registry.identity.sessions.errors import TooManyAttempts
from registry.identity.sessions.orm import LoginAttempts
from registry.identity.sessions.rules import (
    FORGOTTEN_AFTER,
    ONE_BY_ONE,
    Bound,
    Limits,
    pause_left,
)
from registry.vault import Vault
from shared.locks import lock_named, take_locks, try_locks


@dataclass(frozen=True, slots=True)
class Counter:
    """One count of failures, by a keyed hash of what it counts, and what it allows.

    One that is `wider` counts what many do, and does not begin anew when one of them proves itself.
    """

    key: bytes
    bound: Bound
    wider: bool = False


@dataclass(frozen=True, slots=True)
class CountedAttempt:
    """An attempt that is counted as failed until it is forgiven.

    `before`: when each counter had failed last, of those that had.
    """

    counters: tuple[Counter, ...]
    at: datetime
    before: Mapping[bytes, datetime]


def of_pair(vault: Vault, *, email: str, origin: str) -> Counter:
    """The failures at one address from one origin."""
    return Counter(vault.keyed_hash(f"login {origin} {email_key(email)}"), ONE_BY_ONE)


def of_address(vault: Vault, *, email: str, limits: Limits) -> Counter:
    """The failures at one address from everywhere but known devices."""
    return Counter(vault.keyed_hash(f"login at {email_key(email)}"), limits.per_address, wider=True)


def of_stranger(vault: Vault, *, email: str, origin: str, limits: Limits) -> list[Counter]:
    """What an attempt counts towards that shows no known device."""
    by_origin = Counter(vault.keyed_hash(f"login from {origin}"), limits.per_origin, wider=True)
    return [
        of_pair(vault, email=email, origin=origin),
        by_origin,
        of_address(vault, email=email, limits=limits),
    ]


def of_device(vault: Vault, *, session_id: UUID | str) -> list[Counter]:
    """What an attempt counts towards that comes with a living login of the same account."""
    return [Counter(vault.keyed_hash(f"login on {session_id}"), ONE_BY_ONE)]


def of_use(vault: Vault, *, grant: UUID | str) -> list[Counter]:
    """What a guess at the present password counts towards, made with a login in use.

    Not what its device counts: a stolen access token would hold up the device of its owner.
    """
    return [Counter(vault.keyed_hash(f"password on {grant}"), ONE_BY_ONE)]


async def count_attempt(
    session: AsyncSession, counters: Sequence[Counter], *, now: datetime, patient: bool = True
) -> CountedAttempt | TooManyAttempts:
    """Count an attempt as failed before it is judged, or say why it is not heard.

    So of many at once no more are heard than may be, in each of the counters. Give it a transaction
    of its own that ends before the password is verified: attempts that share a counter wait for
    each other, and nobody is to wait for a stranger's hash. One that cannot have that is not
    `patient`: it is refused for a second while another is heard. Known and unknown addresses are
    treated alike.
    """
    counters = sorted(counters, key=lambda one: one.key)
    if not await _take_turn(session, counters, patient=patient):
        return _too_many(1)
    rows = {
        row.counted_hash: row
        for row in await session.scalars(
            select(LoginAttempts).where(
                LoginAttempts.counted_hash.in_([counter.key for counter in counters])
            )
        )
    }
    living = {
        counter.key: row
        for counter in counters
        if (row := rows.get(counter.key)) is not None and now < row.began_at + counter.bound.window
    }
    pauses = [
        pause_left(
            failures=living[counter.key].failures,
            last_failed_at=living[counter.key].last_failed_at,
            now=now,
            free=counter.bound.free,
        )
        for counter in counters
        if counter.key in living
    ]
    longest = max(pauses, default=0)
    if longest:
        return _too_many(longest)
    before = {key: row.last_failed_at for key, row in living.items()}
    await _count(session, counters, now=now)
    return CountedAttempt(tuple(counters), now, before)


async def forgive_attempt(session: AsyncSession, attempt: CountedAttempt) -> None:
    """The password was right: what it was judged by one by one begins anew.

    The wider counts are given back this attempt only: with an account of its own a guesser could
    begin them anew.
    """
    for counter in attempt.counters:
        mine = LoginAttempts.counted_hash == counter.key
        if not counter.wider:
            await session.execute(delete(LoginAttempts).where(mine))
            continue
        await session.execute(delete(LoginAttempts).where(mine, LoginAttempts.failures == 1))
        # Nobody pauses for an attempt that was right, either.
        before = attempt.before.get(counter.key, attempt.at)
        await session.execute(
            update(LoginAttempts)
            .where(mine, LoginAttempts.failures > 1)
            .values(
                failures=LoginAttempts.failures - 1,
                last_failed_at=case(
                    (LoginAttempts.last_failed_at == attempt.at, before),
                    else_=LoginAttempts.last_failed_at,
                ),
            )
        )


async def _take_turn(session: AsyncSession, counters: Sequence[Counter], *, patient: bool) -> bool:
    locks = [lock_named("registry.login_attempts", counter.key) for counter in counters]
    if not patient:
        return await try_locks(session, *locks)
    await take_locks(session, *locks)
    return True


async def _count(session: AsyncSession, counters: Sequence[Counter], *, now: datetime) -> None:
    for counter in counters:
        over = LoginAttempts.began_at <= now - counter.bound.window
        await session.execute(
            insert(LoginAttempts)
            .values(counted_hash=counter.key, failures=1, began_at=now, last_failed_at=now)
            .on_conflict_do_update(
                index_elements=[LoginAttempts.counted_hash],
                set_={
                    "failures": case((over, 1), else_=LoginAttempts.failures + 1),
                    "began_at": case((over, now), else_=LoginAttempts.began_at),
                    # Of two that come at once the later clock may be counted first.
                    "last_failed_at": case(
                        (over, now), else_=func.greatest(LoginAttempts.last_failed_at, now)
                    ),
                },
            )
        )
    # Last: a row that this has deleted is one that another might have to wait for.
    await sweep(
        session, LoginAttempts.counted_hash, LoginAttempts.last_failed_at < now - FORGOTTEN_AFTER
    )


async def forget_failures(session: AsyncSession, counters: Sequence[Counter]) -> None:
    """Begin these counters anew: who has proved itself owes nothing there."""
    for key in sorted(counter.key for counter in counters):
        await session.execute(delete(LoginAttempts).where(LoginAttempts.counted_hash == key))


def _too_many(seconds: int) -> TooManyAttempts:
    return TooManyAttempts("Too many attempts; wait before the next one", retry_after=seconds)
