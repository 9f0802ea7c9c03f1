"""Ending logins."""

from typing import Literal
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.sessions.orm import LoginSession
from shared.clocks import Clock

Because = Literal["logged_out", "reused", "revoked"]


async def end_sessions_of(
    session: AsyncSession, clock: Clock, *, account_id: UUID, because: Because
) -> None:
    """End every login of an account: none of its refresh tokens works any more."""
    await session.execute(
        update(LoginSession)
        .where(LoginSession.account_id == account_id, LoginSession.ended_at.is_(None))
        .values(ended_at=clock.now(), ended_because=because)
    )
