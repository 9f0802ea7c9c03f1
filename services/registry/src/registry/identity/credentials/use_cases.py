"""Ending what opens the platform to a subject; the clock that these take is the system's."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.actors import in_person
from registry.identity.accounts.repository import hold_account
from registry.identity.api_keys.use_cases import revoke_api_keys_of
from registry.identity.clients.use_cases import revoke_clients_of
from registry.identity.credentials.rules import check_may_revoke
from registry.identity.directory import OrganisationDirectory
from registry.identity.revocations.events import TokenRevoked
from registry.identity.revocations.use_cases import revoke_subject, revoke_token
from registry.identity.sessions.use_cases import end_sessions_of
from shared.callers import Caller
from shared.clocks import Clock


async def revoke_credentials(
    session: AsyncSession,
    clock: Clock,
    *,
    directory: OrganisationDirectory,
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
    return await end_access_of(session, clock, directory=directory, account_id=subject)


async def end_access_of(
    session: AsyncSession, clock: Clock, *, directory: OrganisationDirectory, account_id: UUID
) -> list[TokenRevoked]:
    """End all that opens the platform to a subject: whoever has stolen any of it is out.

    Its logins, its API keys, the machine accounts that it made or that it is, every token of all
    of these, and its open invitations; the subject's own revocation comes first. A changed
    password, a reset one, and "revoke the subject" all end here, so that what one of them ends the
    others end too.
    """
    # Held until the end: a key that is being made now comes before this, or is refused.
    await hold_account(session, account_id)
    now = clock.now()
    await end_sessions_of(session, clock, account_id=account_id, because="revoked")
    await revoke_api_keys_of(session, account_id, at=now)
    machines = await revoke_clients_of(session, account_id, at=now)
    await directory.void_pending_acts(session, account_id, now=now)
    others = sorted(machines - {account_id})
    return [
        await revoke_subject(session, clock, subject=subject) for subject in (account_id, *others)
    ]
