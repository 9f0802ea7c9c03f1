"""Logging in, staying in, and leaving.

What refuses a refresh is returned, not raised: the end of a family whose token was used twice must
be committed although the caller is turned away. The clock that these take is the system's: a
sandbox that moves its business clock logs nobody out.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.access_tokens.repository import forget_expired_tokens, live_token_ids
from registry.identity.accounts.passwords import verify_password
from registry.identity.accounts.repository import find_account, hold_while_password_stands
from registry.identity.directory import OrganisationDirectory
from registry.identity.errors import PersonOnly
from registry.identity.login_attempts import counters
from registry.identity.login_attempts.errors import TooManyAttempts
from registry.identity.login_attempts.rules import Limits
from registry.identity.login_attempts.use_cases import (
    CountedAttempt,
    count_attempt,
    forgive_attempt,
    take_back_attempt,
)
from registry.identity.revocations.events import TokenRevoked
from registry.identity.revocations.use_cases import revoke_token
from registry.identity.second_factors.errors import SecondFactorRefused, SecondFactorRequired
from registry.identity.second_factors.proving import proves_second_factor
from registry.identity.second_factors.repository import factors_of
from registry.identity.sessions.errors import LoginRefused, RefreshRefused
from registry.identity.sessions.issuing import (
    SessionTokens,
    assignment_of,
    issue_session_tokens,
)
from registry.identity.sessions.orm import LoginSession
from registry.identity.sessions.repository import (
    current_login_id,
    forget_expired_logins,
    living_login,
    login_in_use,
    other_logins,
    own_login,
    presented_login,
)
from registry.identity.sessions.rules import SESSION_LIFETIME, EndReason, client_hint
from registry.identity.signing_keys.key_ring import KeyRing
from shared.callers import Caller
from shared.clocks import Clock
from shared.http.origins import NOWHERE
from shared.ids import new_id


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

    In a transaction of its own, see `login_attempts.use_cases.count_attempt`.
    """
    now = clock.now()
    account = await find_account(session, email=email)
    login = await living_login(session, refresh_token, now=now)
    if login is not None and account is not None and login.account_id == account.id:
        counted = counters.of_device(ring.vault, session_id=login.id)
    else:
        counted = counters.of_stranger(
            ring.vault, email=email, origin=origin, limits=limits or Limits()
        )
    return await count_attempt(session, counted, now=now)


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
    otp: str | None = None,
    recovery_code: str | None = None,
    officers_prove_twice: bool = False,
    user_agent: str | None = None,
) -> SessionTokens | LoginRefused | SecondFactorRequired | SecondFactorRefused | TooManyAttempts:
    """Log in with email address and password, and a code where the person has a second factor.

    An erasure that was asked for is undone.

    Who has one and sends neither `otp` nor `recovery_code` learns so (401
    `second_factor_required`), once the password was right. A code works once. Wrong ones count as
    wrong passwords do, and for the account by themselves. Without a second factor a login gives the
    roles that the person has but, in production, the offices of the cluster that need one: those
    are `withheld_roles` until it is added and shown.

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

    Public.
    """
    now = clock.now()
    account = await find_account(session, email=email)
    kept = account.password_hash if account else None
    if not await verify_password(password, kept) or account is None:
        return LoginRefused("Email address or password is wrong")
    if not await hold_while_password_stands(session, account):
        return LoginRefused("Email address or password is wrong")
    factors = await factors_of(session, account.id)
    if factors:
        if otp is None and recovery_code is None:
            await take_back_attempt(session, attempt)
            return SecondFactorRequired("Send the password again, with `otp` or `recovery_code`")
        proved = await proves_second_factor(
            session,
            clock,
            vault=ring.vault,
            account=account,
            factors=factors,
            otp=otp,
            recovery_code=recovery_code,
        )
        if isinstance(proved, TooManyAttempts):
            await take_back_attempt(session, attempt)
            return proved
        if not proved:
            return SecondFactorRefused("The code is wrong, used, or of another time")
    await forgive_attempt(session, attempt)
    # Whoever comes back does not want to be erased.
    account.erase_at = None
    await forget_expired_logins(session, account_id=account.id, now=now)
    await forget_expired_tokens(session, now=now)
    assignment = await assignment_of(
        session,
        directory,
        account.id,
        wanted=organisation_id,
        chosen=account.chosen_organisation_id,
    )
    login = _new_login(
        account.id,
        assignment.organisation_id,
        hint=client_hint(user_agent),
        second_factor=bool(factors),
        now=now,
    )
    session.add(login)
    await session.flush()
    return await issue_session_tokens(
        session,
        clock,
        ring=ring,
        login=login,
        assignment=assignment,
        officers_prove_twice=officers_prove_twice,
    )


async def refresh_session(
    session: AsyncSession,
    clock: Clock,
    *,
    ring: KeyRing,
    directory: OrganisationDirectory,
    refresh_token: str,
    organisation_id: UUID | None = None,
    officers_prove_twice: bool = False,
) -> SessionTokens | RefreshRefused | FamilyEnded:
    """Exchange a refresh token for new tokens; it works once.

    A second use means that it was stolen, or that its thief was faster: the whole login ends and
    its access tokens are revoked. With `organisation_id` the new tokens act for that organisation;
    without it for the same as before, or for none when the person no longer holds an office in it.
    Roles are those held now, without the offices that a login without a second factor withholds;
    how and when the person proved itself stays as it was.

    Public.
    """
    now = clock.now()
    refused = RefreshRefused("The refresh token is not valid; log in again")
    found = await presented_login(
        session, refresh_token, holding_the_account=organisation_id is not None, now=now
    )
    if found is None:
        return refused
    login, presented = found
    if presented.used_at is not None:
        return FamilyEnded(refused, await _end(session, clock, login=login, because="reused"))
    presented.used_at = now
    assignment = await assignment_of(
        session,
        directory,
        login.account_id,
        wanted=organisation_id,
        chosen=login.organisation_id,
    )
    login.organisation_id = assignment.organisation_id
    return await issue_session_tokens(
        session,
        clock,
        ring=ring,
        login=login,
        assignment=assignment,
        officers_prove_twice=officers_prove_twice,
    )


async def log_out(session: AsyncSession, clock: Clock, *, by: Caller) -> list[TokenRevoked]:
    """End the login that the token in use was issued on.

    Its refresh token stops working and its access tokens are revoked; announces `token.revoked`
    for each.
    """
    login = await login_in_use(session, by)
    return await _end(session, clock, login=login, because="logged_out")


async def end_login(
    session: AsyncSession, clock: Clock, *, login_id: UUID, by: Caller
) -> list[TokenRevoked]:
    """End one of the caller's own logins, wherever it was made; by its own login.

    Its refresh token stops working and its access tokens are revoked. Another's login is not found.
    Announces `token.revoked` for each token. Raises `PersonOnly` and `LoginNotFound`.
    """
    _check_person(by)
    login = await own_login(session, login_id, by=by)
    return await _end(session, clock, login=login, because="ended_by_owner")


async def end_other_logins(
    session: AsyncSession, clock: Clock, *, by: Caller
) -> list[TokenRevoked]:
    """End all of the caller's own logins but the one in use; by its own login.

    API keys live on: each is listed and revoked by itself. Announces `token.revoked` for each token
    that lived. Raises `PersonOnly`.
    """
    _check_person(by)
    current = await current_login_id(session, by)
    return [
        fact
        for login in await other_logins(session, account_id=by.subject, but=current)
        for fact in await _end(session, clock, login=login, because="ended_by_owner")
    ]


def _check_person(by: Caller) -> None:
    if by.kind != "person":
        raise PersonOnly("Only a person can end its logins, by its own login")


async def end_sessions_of(
    session: AsyncSession, clock: Clock, *, account_id: UUID, because: EndReason
) -> None:
    """End every login of an account: none of its refresh tokens works any more."""
    await session.execute(
        update(LoginSession)
        .where(LoginSession.account_id == account_id, LoginSession.ended_at.is_(None))
        .values(ended_at=clock.now(), ended_because=because)
    )


def _new_login(
    account_id: UUID,
    organisation_id: UUID | None,
    *,
    hint: str | None,
    second_factor: bool,
    now: datetime,
) -> LoginSession:
    return LoginSession(
        id=new_id(),
        account_id=account_id,
        organisation_id=organisation_id,
        created_at=now,
        expires_at=now + SESSION_LIFETIME,
        client_hint=hint,
        second_factor_at=now if second_factor else None,
    )


async def _end(
    session: AsyncSession, clock: Clock, *, login: LoginSession, because: EndReason
) -> list[TokenRevoked]:
    if login.ended_at is None:
        login.ended_at, login.ended_because = clock.now(), because
    return [
        await revoke_token(session, clock, token_id=token_id)
        for token_id in await live_token_ids(session, grant_id=login.id, now=clock.now())
    ]
