"""Logging in, staying in, and leaving.

What refuses a refresh is returned, not raised: the end of a family whose token was used twice must
be committed although the caller is turned away. The
clock that these take is the system's: a sandbox that moves its business clock logs nobody out.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from registry.errors import (
    LoginRefused,
    NoSession,
    NotItsRepresentative,
    RefreshRefused,
    TooManyAttempts,
)
from registry.identity.access_tokens.orm import IssuedToken
from registry.identity.access_tokens.rules import (
    RoleAssignment,
    choose_assignment,
    login_scopes,
)
from registry.identity.access_tokens.use_cases import (
    IssuedAccess,
    choose_organisation,
    forget_expired_tokens,
    issue_token,
    living_tokens,
)
from registry.identity.accounts.orm import Account
from registry.identity.accounts.passwords import verify_password
from registry.identity.accounts.use_cases import find_account, hold_while_password_stands
from registry.identity.directory import OrganisationDirectory
from registry.identity.revocations.events import TokenRevoked
from registry.identity.revocations.use_cases import revoke_token
from registry.identity.secrets import fingerprint, new_secret
from registry.identity.sessions import throttling
from registry.identity.sessions.orm import LoginSession, RefreshToken
from registry.identity.sessions.rules import SESSION_LIFETIME, EndReason, Limits, is_alive
from registry.identity.sessions.throttling import CountedAttempt
from registry.identity.signing_keys.key_ring import KeyRing
from shared.callers import Caller
from shared.clocks import Clock
from shared.http.origins import NOWHERE
from shared.ids import new_id


@dataclass(frozen=True, slots=True)
class SessionTokens:
    """What a login or a refresh gives."""

    access: IssuedAccess
    refresh_token: str


@dataclass(frozen=True, slots=True)
class FamilyEnded:
    """A refresh token came a second time: the login has ended, these tokens with it."""

    refusal: RefreshRefused
    revoked: list[TokenRevoked]


async def count_login_attempt(
    session: AsyncSession,
    clock: Clock,
    *,
    ring: KeyRing,
    email: str,
    origin: str = NOWHERE,
    refresh_token: str | None = None,
    limits: Limits | None = None,
) -> CountedAttempt | TooManyAttempts:
    """Count a login as failed before it is judged, or say why it is not heard.

    In a transaction of its own, see `throttling.count_attempt`.
    """
    now = clock.now()
    account = await find_account(session, email=email)
    known = await _living_login(session, account, refresh_token=refresh_token, now=now)
    counters = (
        throttling.of_device(ring.vault, session_id=known)
        if known is not None
        else throttling.of_stranger(
            ring.vault, email=email, origin=origin, limits=limits or Limits()
        )
    )
    return await throttling.count_attempt(session, counters, now=now)


async def log_in(
    session: AsyncSession,
    clock: Clock,
    *,
    ring: KeyRing,
    directory: OrganisationDirectory,
    attempt: CountedAttempt,
    email: str,
    password: str,
    organisation_id: UUID | None = None,
) -> SessionTokens | LoginRefused:
    """Log in with email address and password.

    The token acts for `organisation_id`, or else for the organisation that the person itself chose
    last (here, at a refresh, by registering one, or by accepting an invitation while it had none);
    for none when it has chosen none or holds no office there any more. It holds the roles that
    the person has there. Raises `NotItsRepresentative` for an organisation in which the person
    holds no office.

    After five failures an address has to wait at the origin that they came from, 30 seconds first,
    15 minutes at most; from elsewhere the right password gets through. Who fails a hundred times an
    hour from one origin, or a day at one address, waits too. A device that shows the
    `refresh_token` of a living login of the same person is counted by itself alone, so that nobody
    else's failures hold it up; the token is not used up.
    """
    now = clock.now()
    account = await find_account(session, email=email)
    kept = account.password_hash if account else None
    if not await verify_password(password, kept) or account is None:
        return LoginRefused("Email address or password is wrong")
    if not await hold_while_password_stands(session, account):
        return LoginRefused("Email address or password is wrong")
    await throttling.forgive_attempt(session, attempt)
    await session.execute(
        delete(LoginSession).where(
            LoginSession.account_id == account.id, LoginSession.expires_at < now
        )
    )
    await forget_expired_tokens(session, clock)
    assignment = await _assignment(
        session,
        directory,
        account.id,
        wanted=organisation_id,
        chosen=account.chosen_organisation_id,
    )
    login = LoginSession(
        id=new_id(),
        account_id=account.id,
        organisation_id=assignment.organisation_id,
        created_at=now,
        expires_at=now + SESSION_LIFETIME,
    )
    session.add(login)
    await session.flush()
    return await _tokens(session, clock, ring=ring, login=login, assignment=assignment)


async def _living_login(
    session: AsyncSession, account: Account | None, *, refresh_token: str | None, now: datetime
) -> UUID | None:
    """The account's login whose unused refresh token this is, while it lives."""
    if refresh_token is None:
        return None
    row = (
        await session.execute(
            select(RefreshToken, LoginSession)
            .join(LoginSession, LoginSession.id == RefreshToken.session_id)
            .where(RefreshToken.token_hash == fingerprint(refresh_token))
        )
    ).first()
    if row is None or account is None:
        return None
    token, login = row
    alive = is_alive(
        ended_at=login.ended_at,
        expires_at=login.expires_at,
        refreshed_at=token.issued_at,
        now=now,
    )
    known = alive and token.used_at is None and login.account_id == account.id
    return login.id if known else None


async def refresh(
    session: AsyncSession,
    clock: Clock,
    *,
    ring: KeyRing,
    directory: OrganisationDirectory,
    refresh_token: str,
    organisation_id: UUID | None = None,
) -> SessionTokens | RefreshRefused | FamilyEnded:
    """Exchange a refresh token for new tokens; it works once.

    A second use means that it was stolen, or that its thief was faster: the whole login ends and
    its access tokens are revoked. With `organisation_id` the new tokens act for that organisation;
    without it for the same as before, or for none when the person no longer holds an office in it.
    Roles are those held now.
    """
    now = clock.now()
    refused = RefreshRefused("The refresh token is not valid; log in again")
    presented = await session.get(RefreshToken, fingerprint(refresh_token))
    if presented is None:
        return refused
    if organisation_id is not None:
        # The account before its logins, as a change of the password takes them.
        await _hold_account(session, presented.session_id)
    login = await session.get_one(LoginSession, presented.session_id, with_for_update=True)
    # Read again under the lock: of two that present one token at once, the second sees it used.
    await session.refresh(presented)
    if not is_alive(
        ended_at=login.ended_at,
        expires_at=login.expires_at,
        refreshed_at=presented.issued_at,
        now=now,
    ):
        return refused
    if presented.used_at is not None:
        return FamilyEnded(refused, await _end(session, clock, login=login, because="reused"))
    presented.used_at = now
    assignment = await _assignment(
        session,
        directory,
        login.account_id,
        wanted=organisation_id,
        chosen=login.organisation_id,
    )
    login.organisation_id = assignment.organisation_id
    return await _tokens(session, clock, ring=ring, login=login, assignment=assignment)


async def log_out(session: AsyncSession, clock: Clock, *, by: Caller) -> list[TokenRevoked]:
    """End the login that the token in use was issued on.

    Its refresh token stops working and its access tokens are revoked; announces `token.revoked`
    for each.
    """
    issued = await session.get(IssuedToken, by.token_id)
    if issued is None or issued.grant_kind != "session":
        raise NoSession("The token in use was not issued by a login")
    login = await session.get_one(LoginSession, issued.grant_id, with_for_update=True)
    return await _end(session, clock, login=login, because="logged_out")


async def end_sessions_of(
    session: AsyncSession, clock: Clock, *, account_id: UUID, because: EndReason
) -> None:
    """End every login of an account: none of its refresh tokens works any more."""
    await session.execute(
        update(LoginSession)
        .where(LoginSession.account_id == account_id, LoginSession.ended_at.is_(None))
        .values(ended_at=clock.now(), ended_because=because)
    )


async def _end(
    session: AsyncSession, clock: Clock, *, login: LoginSession, because: EndReason
) -> list[TokenRevoked]:
    if login.ended_at is None:
        login.ended_at, login.ended_because = clock.now(), because
    return [
        await revoke_token(session, clock, token_id=token_id)
        for token_id in await living_tokens(session, clock, grant_id=login.id)
    ]


async def _hold_account(session: AsyncSession, session_id: UUID) -> None:
    await session.execute(
        select(Account.id)
        .join(LoginSession, LoginSession.account_id == Account.id)
        .where(LoginSession.id == session_id)
        .with_for_update(key_share=True, of=Account)
    )


async def _assignment(
    session: AsyncSession,
    directory: OrganisationDirectory,
    account_id: UUID,
    *,
    wanted: UUID | None,
    chosen: UUID | None,
) -> RoleAssignment:
    held = await directory.roles_of(session, account_id, for_a_token=True)
    assignment = choose_assignment(held, wanted=wanted, chosen=chosen)
    if assignment is None:
        raise NotItsRepresentative(
            "The person holds no office in this organisation", pointer="/organisation_id"
        )
    if wanted is not None:
        await choose_organisation(session, account_id=account_id, organisation_id=wanted)
    return assignment


async def _tokens(
    session: AsyncSession,
    clock: Clock,
    *,
    ring: KeyRing,
    login: LoginSession,
    assignment: RoleAssignment,
) -> SessionTokens:
    refresh_token = new_secret()
    session.add(
        RefreshToken(
            token_hash=fingerprint(refresh_token), session_id=login.id, issued_at=clock.now()
        )
    )
    access = await issue_token(
        session,
        ring=ring,
        subject=login.account_id,
        organisation_id=assignment.organisation_id,
        roles=assignment.roles,
        scopes=login_scopes(assignment.roles),
        kind="person",
        grant=("session", login.id),
    )
    return SessionTokens(access, refresh_token)
