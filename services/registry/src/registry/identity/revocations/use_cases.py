"""Making tokens die before they expire."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.accounts.repository import hold_account
from registry.identity.errors import AccessEnded
from registry.identity.revocations.events import TokenRevoked, fact_of
from registry.identity.revocations.orm import Revocation
from registry.identity.revocations.repository import (
    access_ended_at,
    forget_expired_revocations,
)
from registry.identity.signing_keys.rules import TOKEN_LIFETIME
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id
from shared.messaging.outbox import announce

_MARGIN = timedelta(minutes=1)
"""Clocks of the platform's machines differ by less than this."""


async def check_access_holds(session: AsyncSession, *, by: Caller) -> None:
    """Raise `AccessEnded` when the caller's access was ended while its request was on its way.

    For whoever makes a new secret: it would outlive the end of everything made before. Holds the
    account until the transaction ends.
    """
    await hold_account(session, by.subject, shared=True)
    ended_at = await access_ended_at(session, by=by)
    issued_at = by.expires_at - TOKEN_LIFETIME.total_seconds()
    if ended_at is not None and issued_at <= ended_at.timestamp():
        raise AccessEnded("The access of the caller has ended; log in again")


async def revoke_token(session: AsyncSession, clock: Clock, *, token_id: str) -> TokenRevoked:
    """Revoke one token and announce it; `clock` is the system's."""
    return await _revoke(session, clock.now(), token_id=token_id)


async def revoke_subject(session: AsyncSession, clock: Clock, *, subject: UUID) -> TokenRevoked:
    """Revoke every token issued to a subject until now and announce it."""
    return await _revoke(session, clock.now(), subject=subject)


async def revoke_subject_for(
    session: AsyncSession, clock: Clock, *, subject: UUID, organisation_id: UUID
) -> TokenRevoked:
    """Revoke the tokens issued to a subject until now that act for the organisation.

    Its tokens for other organisations, and for none, live on. Announces `token.revoked`.
    """
    return await _revoke(session, clock.now(), subject=subject, organisation_id=organisation_id)


async def _revoke(
    session: AsyncSession,
    now: datetime,
    *,
    token_id: str | None = None,
    subject: UUID | None = None,
    organisation_id: UUID | None = None,
) -> TokenRevoked:
    await forget_expired_revocations(session, now=now)
    revocation = Revocation(
        id=new_id(),
        token_id=token_id,
        subject=subject,
        organisation_id=organisation_id,
        revoked_at=now,
        # No token lives longer than one that was issued this moment.
        expires_at=now + TOKEN_LIFETIME + _MARGIN,
    )
    session.add(revocation)
    fact = fact_of(revocation)
    await announce(session, fact)
    return fact
