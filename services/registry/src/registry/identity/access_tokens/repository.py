"""Finding the access tokens that were issued and still live, and forgetting the others."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.database import sweep
from registry.identity.access_tokens.orm import IssuedToken
from shared.callers import Caller


async def token_in_use(session: AsyncSession, by: Caller) -> IssuedToken | None:
    """The caller's token, if it was issued on a grant: a machine account's is on none."""
    return await session.get(IssuedToken, by.token_id)


async def live_token_ids(session: AsyncSession, *, grant_id: UUID, now: datetime) -> list[str]:
    """The ids of the tokens that were issued on a grant and have not expired."""
    return list(
        await session.scalars(
            select(IssuedToken.token_id)
            .where(IssuedToken.grant_id == grant_id, IssuedToken.expires_at > now)
            .order_by(IssuedToken.token_id)
        )
    )


async def forget_expired_tokens(session: AsyncSession, *, now: datetime) -> None:
    """Delete the ids of tokens that have expired."""
    await sweep(session, IssuedToken.token_id, IssuedToken.expires_at <= now)
