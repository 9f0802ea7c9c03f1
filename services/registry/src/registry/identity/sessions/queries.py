"""Reading one's own logins."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, false, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.errors import PersonOnly
from registry.identity.sessions.orm import LoginSession, RefreshToken
from registry.identity.sessions.repository import current_login_id
from registry.identity.sessions.rules import IDLE_LIFETIME
from registry.identity.sessions.schemas import LoginOut
from shared.callers import Caller
from shared.http.paging import Key, Page, Paging, page_of


async def list_logins(
    session: AsyncSession, *, paging: Paging, now: datetime, by: Caller
) -> Page[LoginOut]:
    """The caller's own logins that live, the earliest first, the one in use marked.

    By its own login: an API key lists none. Raises `PersonOnly`.
    """
    if by.kind != "person":
        raise PersonOnly("Only a person can see its logins, by its own login")
    current = await current_login_id(session, by)
    last_used_at = (
        select(func.max(RefreshToken.issued_at))
        .where(RefreshToken.session_id == LoginSession.id)
        .scalar_subquery()
    )
    lives: Select[*tuple[Any, ...]] = select(
        LoginSession.id,
        LoginSession.organisation_id,
        LoginSession.created_at,
        LoginSession.expires_at,
        LoginSession.client_hint,
        LoginSession.second_factor_at,
        last_used_at.label("last_used_at"),
        (LoginSession.id == current).label("is_current")
        if current is not None
        else false().label("is_current"),
    ).where(
        LoginSession.account_id == by.subject,
        LoginSession.ended_at.is_(None),
        LoginSession.expires_at > now,
        last_used_at > now - IDLE_LIFETIME,
    )
    return await page_of(
        session,
        lives,
        keys=[Key(LoginSession.id, lambda row: row.id)],
        paging=paging,
        to_item=LoginOut.model_validate,
    )
