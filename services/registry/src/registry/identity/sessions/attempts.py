"""Counting failed logins by email address."""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from registry.database import sweep
from registry.errors import TooManyAttempts
from registry.identity.sessions.orm import LoginAttempts
from registry.identity.sessions.rules import FORGOTTEN_AFTER, pause_left


async def refusal_before_trying(
    session: AsyncSession, email_hash: bytes, *, now: datetime
) -> TooManyAttempts | None:
    """Take the address's turn, or say why not.

    One attempt at a time for an address: many at once would all be heard before the first one
    is counted. Known and unknown addresses are treated alike.
    """
    turn = int.from_bytes(email_hash[:8], "big", signed=True)
    if not await session.scalar(select(func.pg_try_advisory_xact_lock(turn))):
        return _too_many(1)
    row = await session.get(LoginAttempts, email_hash)
    if row is None:
        return None
    seconds = pause_left(failures=row.failures, last_failed_at=row.last_failed_at, now=now)
    return _too_many(seconds) if seconds else None


async def count_failure(session: AsyncSession, email_hash: bytes, *, now: datetime) -> None:
    """Remember one more failure in a row, and forget those of a day ago."""
    await sweep(
        session, LoginAttempts.email_hash, LoginAttempts.last_failed_at < now - FORGOTTEN_AFTER
    )
    await session.execute(
        insert(LoginAttempts)
        .values(email_hash=email_hash, failures=1, last_failed_at=now)
        .on_conflict_do_update(
            index_elements=[LoginAttempts.email_hash],
            set_={"failures": LoginAttempts.failures + 1, "last_failed_at": now},
        )
    )


async def forget_failures(session: AsyncSession, email_hash: bytes) -> None:
    """A login that succeeded ends the row."""
    await session.execute(delete(LoginAttempts).where(LoginAttempts.email_hash == email_hash))


def _too_many(seconds: int) -> TooManyAttempts:
    return TooManyAttempts(
        "Too many attempts for this address; wait before the next one", retry_after=seconds
    )
