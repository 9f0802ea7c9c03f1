"""Finding accounts, and holding them for whoever changes what they open."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.accounts.orm import Account
from registry.identity.accounts.rules import email_key
from registry.identity.errors import AccountNotFound
from shared.callers import Caller


async def find_account(session: AsyncSession, *, email: str) -> Account | None:
    """Return the account with this email address, whatever its case."""
    return (
        await session.scalars(select(Account).where(Account.email_key == email_key(email)))
    ).one_or_none()


async def own_account(session: AsyncSession, by: Caller) -> Account:
    """Return the caller's own account; raise `AccountNotFound`, for a machine too."""
    account = await session.get(Account, by.subject)
    if account is None:
        raise AccountNotFound("The token names nobody that the registry knows")
    return account


async def hold_account(session: AsyncSession, account_id: UUID, *, shared: bool = False) -> None:
    """Hold the account until the transaction ends, `shared` with others that do the same.

    Does nothing for a subject that is no account.
    """
    await session.execute(
        select(Account.id).where(Account.id == account_id).with_for_update(read=shared)
    )


async def hold_own_account(session: AsyncSession, by: Caller) -> None:
    """Hold the caller's account until the transaction ends; raise `AccountNotFound`."""
    found = await session.scalar(
        select(Account.id).where(Account.id == by.subject).with_for_update(key_share=True)
    )
    if found is None:
        raise AccountNotFound("The token names nobody that the registry knows")


async def hold_while_password_stands(session: AsyncSession, account: Account) -> bool:
    """Hold the account until the transaction ends; False when its password is another by now.

    For whoever has verified a password: that takes so long that it may be changed meanwhile, and
    what the old one still opens afterwards would be open to whom the change was to throw out.
    """
    verified = account.password_hash
    await session.refresh(account, with_for_update={"key_share": True})
    return account.password_hash == verified
