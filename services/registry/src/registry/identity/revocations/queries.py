"""Reading the revocations in force."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.revocations.orm import Revocation
from registry.identity.revocations.schemas import RevocationOut, RevocationsOut


async def list_revocations(session: AsyncSession, *, now: datetime) -> RevocationsOut:
    """The revocations in force, for whoever verifies tokens. Public: it names no person.

    Whole, not paged: entries live eleven minutes, and a process that starts needs all of them.
    """
    rows = await session.scalars(
        select(Revocation).where(Revocation.expires_at > now).order_by(Revocation.id)
    )
    return RevocationsOut(items=[RevocationOut.model_validate(row) for row in rows])
