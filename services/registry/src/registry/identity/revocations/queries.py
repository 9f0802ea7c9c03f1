"""Reading the revocations in force."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.revocations.orm import Revocation
from registry.identity.revocations.schemas import RevocationList, RevocationOut


async def revocations_in_force(session: AsyncSession, *, now: datetime) -> RevocationList:
    """Every revocation that some living token could still be meant by.

    Whole, not paged: entries live eleven minutes, and a process that starts needs all of them.
    """
    rows = await session.scalars(
        select(Revocation).where(Revocation.expires_at > now).order_by(Revocation.id)
    )
    return RevocationList(items=[RevocationOut.model_validate(row) for row in rows])
