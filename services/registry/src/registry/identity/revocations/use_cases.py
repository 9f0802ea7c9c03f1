"""Making tokens die before they expire."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.actors import in_person
from registry.database import sweep
from registry.identity.access_tokens.rules import LIFETIME
from registry.identity.revocations.events import TokenRevoked
from registry.identity.revocations.orm import Revocation
from registry.identity.revocations.rules import check_may_revoke
from registry.identity.sessions.ending import end_sessions_of
from shared.clocks import Clock
from shared.http.callers import Caller
from shared.ids import new_id
from shared.outbox import announce

_MARGIN = timedelta(minutes=1)
"""Clocks of the platform's machines differ by less than this."""


async def revoke(
    session: AsyncSession,
    clock: Clock,
    *,
    token_id: str | None,
    subject: UUID | None,
    by: Caller,
) -> list[TokenRevoked]:
    """Revoke one token by its `jti`, or every token and login of one subject.

    Anyone may revoke the token in use, a person its own subject too; the manager any. Announces
    `token.revoked`: the gateway and every service refuse the token from then on.
    """
    check_may_revoke(
        token_id=token_id,
        subject=subject,
        own_token_id=by.token_id,
        own_subject=by.subject,
        is_manager=by.has_role("manager"),
        is_person=in_person(by),
    )
    if token_id is not None:
        return [await revoke_token(session, clock, token_id=token_id)]
    assert subject is not None
    await end_sessions_of(session, clock, account_id=subject, because="revoked")
    return [await revoke_subject(session, clock, subject=subject)]


async def revoke_token(session: AsyncSession, clock: Clock, *, token_id: str) -> TokenRevoked:
    """Revoke one token and announce it; `clock` is the system's."""
    return await _revoke(session, clock.now(), token_id=token_id, subject=None)


async def revoke_subject(session: AsyncSession, clock: Clock, *, subject: UUID) -> TokenRevoked:
    """Revoke every token issued to a subject until now and announce it."""
    return await _revoke(session, clock.now(), token_id=None, subject=subject)


async def _revoke(
    session: AsyncSession, now: datetime, *, token_id: str | None, subject: UUID | None
) -> TokenRevoked:
    await sweep(session, Revocation.id, Revocation.expires_at < now)
    revocation = Revocation(
        id=new_id(),
        token_id=token_id,
        subject=subject,
        revoked_at=now,
        # No token lives longer than one that was issued this moment.
        expires_at=now + LIFETIME + _MARGIN,
    )
    session.add(revocation)
    fact = TokenRevoked(
        id=revocation.id,
        version=1,
        token_id=token_id,
        subject=subject,
        revoked_at=revocation.revoked_at,
        expires_at=revocation.expires_at,
    )
    await announce(session, fact)
    return fact
