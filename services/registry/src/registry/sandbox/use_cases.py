"""Moving the business clock of a sandbox."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.errors import ManagerOnly, NoSandbox
from registry.sandbox.events import ClockMoved
from shared.callers import Caller
from shared.clocks import store_offset
from shared.messaging.outbox import announce
from shared.tables import business_clock

CLOCK_ID: Final = UUID("7d1f6f3e-5d1c-5b0e-9f0a-3a8d1c0f7a02")
"""There is one business clock; its moves are one aggregate's versions."""

LONGEST_MOVE: Final = 10 * 366 * 86_400
"""Seconds, either way: ten years, well within every calendar in use."""


@dataclass(frozen=True, slots=True)
class ClockState:
    """Business time minus system time, in seconds, and how often it was moved."""

    offset_seconds: int
    version: int


async def read_clock(session: AsyncSession, *, is_sandbox: bool) -> ClockState:
    """Return how far the business clock is moved; raise `NoSandbox`."""
    if not is_sandbox:
        raise NoSandbox("The business clock of this platform cannot be moved")
    row = (
        await session.execute(select(business_clock.c.offset_seconds, business_clock.c.version))
    ).first()
    return ClockState(row.offset_seconds, row.version) if row else ClockState(0, 0)


async def move_clock(
    session: AsyncSession, *, offset_seconds: int, is_sandbox: bool, by: Caller
) -> ClockState:
    """Set the business clock of the whole platform that far from the system's: the manager may.

    Deadlines, ages and due dates follow it; tokens do not. Sandboxes only. Announces
    `clock.moved`, by which the other services move theirs.
    """
    if not is_sandbox:
        raise NoSandbox("The business clock of this platform cannot be moved")
    if not by.has_role("manager"):
        raise ManagerOnly("Only the cluster's manager may move the business clock")
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtext("registry clock"))))
    before = await read_clock(session, is_sandbox=True)
    after = ClockState(offset_seconds, before.version + 1)
    await store_offset(session, offset_seconds=after.offset_seconds, version=after.version)
    await announce(
        session,
        ClockMoved(id=CLOCK_ID, version=after.version, offset_seconds=after.offset_seconds),
    )
    return after
