"""Finding logins, by the refresh tokens that descend from them or by the token in use."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.access_tokens.repository import token_in_use
from registry.identity.accounts.orm import Account
from registry.identity.secrets import fingerprint
from registry.identity.sessions.errors import LoginNotFound, SessionNotFound
from registry.identity.sessions.orm import LoginSession, RefreshToken
from registry.identity.sessions.rules import is_alive
from shared.callers import Caller
from shared.rows import locked_row


async def living_login(
    session: AsyncSession, refresh_token: str | None, *, now: datetime
) -> LoginSession | None:
    """The login whose unused refresh token this is, while it lives."""
    if refresh_token is None:
        return None
    row = (
        await session.execute(
            select(RefreshToken, LoginSession)
            .join(LoginSession, LoginSession.id == RefreshToken.session_id)
            .where(
                RefreshToken.token_hash == fingerprint(refresh_token),
                RefreshToken.used_at.is_(None),
            )
        )
    ).first()
    if row is None:
        return None
    token, login = row
    return login if _lives(login, token, now) else None


async def presented_login(
    session: AsyncSession, refresh_token: str, *, holding_the_account: bool, now: datetime
) -> tuple[LoginSession, RefreshToken] | None:
    """The living login that a refresh token is of, locked, and the token; None for any other.

    `holding_the_account` too, for whoever changes what it has chosen: it comes before its logins,
    as a change of the password takes them.
    """
    token = await session.get(RefreshToken, fingerprint(refresh_token))
    if token is None:
        return None
    if holding_the_account:
        await session.execute(
            select(Account.id)
            .join(LoginSession, LoginSession.account_id == Account.id)
            .where(LoginSession.id == token.session_id)
            .with_for_update(key_share=True, of=Account)
        )
    login = await session.get_one(LoginSession, token.session_id, with_for_update=True)
    # Read again under the lock: of two that present one token at once, the second sees it used.
    await session.refresh(token)
    return (login, token) if _lives(login, token, now) else None


async def login_in_use(session: AsyncSession, by: Caller) -> LoginSession:
    """The login that the caller's token was issued on, locked; raise `SessionNotFound`."""
    issued = await token_in_use(session, by)
    if issued is None or issued.grant_kind != "session":
        raise SessionNotFound("The token in use was not issued by a login")
    return await session.get_one(LoginSession, issued.grant_id, with_for_update=True)


async def current_login_id(session: AsyncSession, by: Caller) -> UUID | None:
    """The login that the caller's token was issued on, if it was on one."""
    issued = await token_in_use(session, by)
    return issued.grant_id if issued is not None and issued.grant_kind == "session" else None


async def own_login(session: AsyncSession, login_id: UUID, *, by: Caller) -> LoginSession:
    """The caller's login with this id that has not ended, locked; raise `LoginNotFound`."""
    login = await locked_row(session, LoginSession, login_id)
    if login is None or login.account_id != by.subject or login.ended_at is not None:
        raise LoginNotFound("You have no living login with this id")
    return login


async def other_logins(
    session: AsyncSession, *, account_id: UUID, but: UUID | None
) -> Sequence[LoginSession]:
    """The account's logins that have not ended, but this one, locked."""
    rows = await session.scalars(
        select(LoginSession)
        .where(
            LoginSession.account_id == account_id,
            LoginSession.ended_at.is_(None),
            LoginSession.id.is_distinct_from(but),
        )
        .order_by(LoginSession.id)
        .with_for_update()
    )
    return rows.all()


async def forget_expired_logins(session: AsyncSession, *, account_id: UUID, now: datetime) -> None:
    """Delete the account's logins that have expired, and their refresh tokens."""
    await session.execute(
        delete(LoginSession).where(
            LoginSession.account_id == account_id, LoginSession.expires_at < now
        )
    )


def _lives(login: LoginSession, token: RefreshToken, now: datetime) -> bool:
    return is_alive(
        ended_at=login.ended_at,
        expires_at=login.expires_at,
        refreshed_at=token.issued_at,
        now=now,
    )
