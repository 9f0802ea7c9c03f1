"""Reading the public keys."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.signing_keys.repository import published_keys
from registry.identity.signing_keys.schemas import PublicKeySetOut


async def show_jwks(session: AsyncSession, *, now: datetime) -> PublicKeySetOut:
    """The keys by which access tokens verify: the current one, the next one, those just retired.

    Public. A new key is published long before it signs; read again for an unknown `kid`.
    """
    keys = await published_keys(session, now=now)
    return PublicKeySetOut.model_validate({"keys": keys})
