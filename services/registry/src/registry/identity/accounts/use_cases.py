"""Creating accounts."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.database import flush_or_refuse
from registry.errors import EmailTaken
from registry.identity.accounts.orm import Account
from registry.identity.accounts.passwords import hash_password
from registry.identity.accounts.rules import check_password, email_key
from shared.clocks import Clock
from shared.ids import new_id

_TAKEN = {
    "uq_accounts_email_key": EmailTaken("Another account has the email address", pointer="/email")
}


async def create_account(
    session: AsyncSession,
    clock: Clock,
    *,
    email: str,
    name: str,
    password: str | None = None,
    password_hash: str | None = None,
) -> Account:
    """Create an account for a person. It acts for nobody until it registers an organisation, or
    a representative delegates it.

    With neither `password` nor `password_hash` nobody can log in as it; a ready hash spares a
    loader the 150 ms that each takes. Raises `WeakPassword` and `EmailTaken`.
    """
    if password is not None:
        check_password(password, email=email, name=name)
        password_hash = await hash_password(password)
    account = Account(
        id=new_id(),
        version=1,
        email=email,
        email_key=email_key(email),
        name=name,
        password_hash=password_hash,
        created_at=clock.now(),
    )
    session.add(account)
    await flush_or_refuse(session, _TAKEN)
    return account


async def find_account(session: AsyncSession, *, email: str) -> Account | None:
    """Return the account with this email address, whatever its case."""
    return (
        await session.scalars(select(Account).where(Account.email_key == email_key(email)))
    ).one_or_none()
