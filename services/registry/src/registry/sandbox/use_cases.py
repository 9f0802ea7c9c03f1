"""Moving the business clock of a sandbox."""

from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.errors import ManagerOnly
from registry.sandbox.events import ClockMoved
from registry.sandbox.repository import ClockState, clock_state
from registry.sandbox.rules import check_sandbox
from shared.callers import Caller
from shared.clocks import store_offset
from shared.locks import lock_named, take_locks
from shared.messaging.outbox import announce

CLOCK_ID: Final = UUID("7d1f6f3e-5d1c-5b0e-9f0a-3a8d1c0f7a02")
"""There is one business clock; its moves are one aggregate's versions."""

_TURN: Final = lock_named("registry.clock")


async def move_clock(
    session: AsyncSession, *, offset_seconds: int, is_sandbox: bool, by: Caller
) -> ClockState:
    """Set the business clock of the whole platform that far from the system's: the manager may.

    Deadlines, ages and due dates follow it; tokens do not. Sandboxes only. Announces
    `clock.moved`, by which the other services move theirs.
    """
    check_sandbox(is_sandbox)
    if not by.has_role("manager"):
        raise ManagerOnly("Only the cluster's manager may move the business clock")
    await take_locks(session, _TURN)
    after = ClockState(offset_seconds, (await clock_state(session)).version + 1)
    await store_offset(session, offset_seconds=after.offset_seconds, version=after.version)
    await announce(
        session,
        ClockMoved(id=CLOCK_ID, version=after.version, offset_seconds=after.offset_seconds),
    )
    return after
