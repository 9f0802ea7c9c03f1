"""Finding API keys, by whoever owns them or by whoever presents one."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.api_keys.errors import ApiKeyNotFound, ApiKeyRefused
from registry.identity.api_keys.orm import ApiKey
from registry.identity.api_keys.rules import split_key
from registry.identity.secrets import matches
from shared.callers import Caller
from shared.rows import locked_row

REFUSED = "The API key is not valid"
"""All that whoever presents a key learns of why it is refused."""


async def own_api_key(session: AsyncSession, key_id: UUID, *, by: Caller) -> ApiKey:
    """Return the caller's live key, locked; raise `ApiKeyNotFound`."""
    key = await locked_row(session, ApiKey, key_id)
    if key is None or key.account_id != by.subject or key.revoked_at is not None:
        raise ApiKeyNotFound("You own no live API key with this id")
    return key


async def presented_api_key(session: AsyncSession, api_key: str, *, now: datetime) -> ApiKey:
    """Return the live key whose text this is.

    Held until the transaction ends: a revocation comes before a token that is issued in it, or
    finds it. Raises `ApiKeyRefused`, alike for an unknown, wrong, expired or revoked key.
    """
    prefix, secret = split_key(api_key) or ("", "")
    key = (
        await session.scalars(
            select(ApiKey).where(ApiKey.prefix == prefix[:20]).with_for_update(read=True)
        )
    ).one_or_none()
    known = matches(secret, key.secret_hash if key else None)
    if key is None or not known or key.revoked_at is not None or key.expires_at <= now:
        raise ApiKeyRefused(REFUSED)
    return key
