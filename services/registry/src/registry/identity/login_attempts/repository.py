"""Reading and writing the counts; who writes has taken its turn at their counters before."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from registry.database import sweep
from registry.identity.login_attempts.counters import Counter
from registry.identity.login_attempts.orm import LoginAttempts
from registry.identity.login_attempts.rules import FORGOTTEN_AFTER
from shared.locks import lock_named, take_locks, try_locks


async def take_turn(session: AsyncSession, counters: Sequence[Counter], *, patient: bool) -> bool:
    """Wait for whoever counts at one of these now; or, not `patient`, False while somebody does."""
    locks = [lock_named("registry.login_attempts", counter.key) for counter in counters]
    if not patient:
        return await try_locks(session, *locks)
    await take_locks(session, *locks)
    return True


async def failures_at(
    session: AsyncSession, counters: Sequence[Counter], *, now: datetime
) -> Mapping[bytes, LoginAttempts]:
    """The failures by the counters' keys, of those whose window has not passed."""
    windows = {counter.key: counter.bound.window for counter in counters}
    rows = await session.scalars(
        select(LoginAttempts).where(LoginAttempts.counted_hash.in_(windows))
    )
    return {row.counted_hash: row for row in rows if now < row.began_at + windows[row.counted_hash]}


async def add_failure(session: AsyncSession, counters: Sequence[Counter], *, now: datetime) -> None:
    """Count one more at each; a window that has passed begins anew."""
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


async def take_back_failure(
    session: AsyncSession, counter: Counter, *, failed_at: datetime, before: datetime
) -> None:
    """Count one less, that of `failed_at`; the last is then that of `before`.

    Nobody pauses for an attempt that was right.
    """
    mine = LoginAttempts.counted_hash == counter.key
    await session.execute(delete(LoginAttempts).where(mine, LoginAttempts.failures == 1))
    await session.execute(
        update(LoginAttempts)
        .where(mine, LoginAttempts.failures > 1)
        .values(
            failures=LoginAttempts.failures - 1,
            last_failed_at=case(
                (LoginAttempts.last_failed_at == failed_at, before),
                else_=LoginAttempts.last_failed_at,
            ),
        )
    )


async def begin_anew(session: AsyncSession, counter: Counter) -> None:
    """Count from nothing."""
    await session.execute(delete(LoginAttempts).where(LoginAttempts.counted_hash == counter.key))
