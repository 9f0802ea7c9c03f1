"""Giving a person what the registry holds of it."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from registry.database import Base
from registry.identity.own_passwords import own_account_of_a_person
from registry.persons.errors import ExportedLately
from registry.persons.policies import policy_at
from shared.callers import Caller
from shared.clocks import Clock
from shared.personal_data import mapped_classes
from shared.persons import OwnRows, own_rows


async def export_own_data(session: AsyncSession, clock: Clock, *, by: Caller) -> list[OwnRows]:
    """All that the registry holds of the caller: account, logins, keys, roles, terms of office,
    invitations to its address, what it decided, assessed and wrote; no secret, and nothing of
    others.

    For a person that logged in within the last 15 minutes, once in five minutes (429
    `exported_lately`). Marketplace and billing know it by the id of its account alone, and give
    theirs by `POST /v1/marketplace/me/export` and `POST /v1/billing/me/export`. Raises
    `PersonOnly`, `AccountNotFound`.
    """
    account = await own_account_of_a_person(session, by)
    await session.refresh(account, with_for_update={"key_share": True})
    now = clock.now()
    if account.exported_at is not None:
        again = account.exported_at + timedelta(minutes=policy_at(now).export_pause_minutes)
        if now < again:
            wait = int((again - now).total_seconds()) + 1
            raise ExportedLately("You were given your data a moment ago", retry_after=wait)
    account.exported_at = now
    await session.flush()
    return await own_rows(session, mapped_classes(Base), account.id, address=account.email_key)
