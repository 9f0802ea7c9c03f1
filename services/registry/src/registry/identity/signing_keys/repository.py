"""Finding the signing keys: the one that signs, those in use, those that verifiers may need."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.signing_keys.orm import KeyState, SigningKey
from registry.identity.signing_keys.rules import KEPT_AFTER_RETIREMENT, PUBLISHED_AFTER_RETIREMENT


async def current_key(session: AsyncSession) -> tuple[str, bytes] | None:
    """Id and sealed private half of the key that signs now; None in an empty database."""
    row = (
        await session.execute(
            select(SigningKey.kid, SigningKey.sealed_private_key).where(
                SigningKey.state == "current"
            )
        )
    ).first()
    return None if row is None else (row.kid, row.sealed_private_key)


async def keys_in_use(session: AsyncSession) -> Mapping[KeyState, SigningKey]:
    """The current and the next key, as far as they are made."""
    keys = await session.scalars(select(SigningKey).where(SigningKey.state != "retired"))
    return {key.state: key for key in keys}


async def published_keys(session: AsyncSession, *, now: datetime) -> list[dict[str, Any]]:
    """The public keys by which tokens verify now: current, next, and those just retired."""
    rows = await session.scalars(
        select(SigningKey)
        .where(
            or_(
                SigningKey.retired_at.is_(None),
                SigningKey.retired_at > now - PUBLISHED_AFTER_RETIREMENT,
            )
        )
        .order_by(SigningKey.created_at, SigningKey.kid)
    )
    return [dict(row.public_jwk) for row in rows]


async def forget_retired_keys(session: AsyncSession, *, now: datetime) -> None:
    """Delete keys whose last token expired long ago."""
    await session.execute(
        delete(SigningKey).where(SigningKey.retired_at < now - KEPT_AFTER_RETIREMENT)
    )


async def forget_all_keys(session: AsyncSession) -> None:
    """Delete every key, whatever it still verifies."""
    await session.execute(delete(SigningKey))
