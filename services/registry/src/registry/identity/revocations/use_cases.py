"""Making tokens die before they expire."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from registry.actors import in_person
from registry.database import sweep
from registry.errors import AccessEnded
from registry.identity.access_tokens.rules import LIFETIME
from registry.identity.accounts.orm import Account
from registry.identity.api_keys.orm import ApiKey
from registry.identity.clients.orm import Client
from registry.identity.revocations.events import TokenRevoked
from registry.identity.revocations.orm import Revocation
from registry.identity.revocations.rules import check_may_revoke
from registry.identity.sessions.ending import end_sessions_of
from registry.invitations.ending import void_invitations_by
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
    """Revoke one token by its `jti`, or every token, login, API key and machine of one subject.

    Anyone may revoke the token in use, a person its own subject too; the manager any. Announces
    `token.revoked` for each subject: the gateway and every service refuse the token from then on.
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
    return await end_access_of(session, clock, account_id=subject)


async def end_access_of(
    session: AsyncSession, clock: Clock, *, account_id: UUID
) -> list[TokenRevoked]:
    """End all that opens the platform to a subject: whoever has stolen any of it is out.

    Its logins, its API keys, the machine accounts that it made or that it is, every token of all
    of these, and its open invitations; the subject's own revocation comes first. A changed
    password, a reset one, and "revoke the subject" all end here, so that what one of them ends the
    others end too.
    """
    # Held until the end: a key that is being made now comes before this, or is refused.
    await session.execute(select(Account.id).where(Account.id == account_id).with_for_update())
    now = clock.now()
    await end_sessions_of(session, clock, account_id=account_id, because="revoked")
    await session.execute(
        update(ApiKey)
        .where(ApiKey.account_id == account_id, ApiKey.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    machines = await session.scalars(
        update(Client)
        .where(
            or_(Client.created_by == account_id, Client.id == account_id),
            Client.revoked_at.is_(None),
        )
        .values(revoked_at=now)
        .returning(Client.id)
    )
    await void_invitations_by(session, account_id, now=now)
    others = sorted(set(machines) - {account_id})
    return [
        await revoke_subject(session, clock, subject=subject) for subject in (account_id, *others)
    ]


async def check_access_holds(session: AsyncSession, *, by: Caller) -> None:
    """Raise `AccessEnded` when the caller's access was ended while its request was on its way.

    For whoever makes a new secret: it would outlive the end of everything made before. Holds the
    account until the transaction ends.
    """
    await session.execute(
        select(Account.id).where(Account.id == by.subject).with_for_update(read=True)
    )
    ended_at = await session.scalar(
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
    issued_at = by.expires_at - LIFETIME.total_seconds()
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
    await sweep(session, Revocation.id, Revocation.expires_at < now)
    revocation = Revocation(
        id=new_id(),
        token_id=token_id,
        subject=subject,
        organisation_id=organisation_id,
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
        organisation_id=organisation_id,
        revoked_at=revocation.revoked_at,
        expires_at=revocation.expires_at,
    )
    await announce(session, fact)
    return fact
