"""Keeping revocations as long as a token could be meant by them."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.database import sweep
from registry.identity.revocations.orm import Revocation
from shared.callers import Caller


async def access_ended_at(session: AsyncSession, *, by: Caller) -> datetime | None:
    """When the caller's access, as a whole or for the organisation it acts for, ended last."""
    ended_at: datetime | None = await session.scalar(
        select(Revocation.revoked_at)
        .where(
            Revocation.subject == by.subject,
            or_(
                Revocation.organisation_id.is_(None),
                Revocation.organisation_id == by.organisation_id,
            ),
        )
        .order_by(Revocation.revoked_at.desc())
        .limit(1)
    )
    return ended_at


async def forget_expired_revocations(session: AsyncSession, *, now: datetime) -> None:
    """Delete revocations by which no living token can be meant."""
    await sweep(session, Revocation.id, Revocation.expires_at < now)
