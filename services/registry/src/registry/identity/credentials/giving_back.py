"""Giving an account back to who lost its second factors; the clock is the system's."""

from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.accounts.repository import find_account, hold_account
from registry.identity.credentials.use_cases import end_access_of
from registry.identity.directory import OrganisationDirectory
from registry.identity.errors import AccountNotFound
from registry.identity.second_factors.errors import NoSecondFactor
from registry.identity.second_factors.use_cases import remove_second_factors_of
from registry.vault import Vault
from shared.clocks import Clock


async def remove_lost_second_factors(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    directory: OrganisationDirectory,
    email: str,
    reason: str,
) -> int:
    """Remove all second factors of an account whose owner lost them and the recovery codes.

    The operator's, who has made sure by other means than the account's own address that its owner
    asks, and says how in `reason`: it stays on record, and the owner reads it. All that opened the
    platform to the account ends; its password stands. The owner is told by mail. Returns how many
    went. Announces `token.revoked`. Raises `AccountNotFound` and `NoSecondFactor`.
    """
    account = await find_account(session, email=email)
    if account is None:
        raise AccountNotFound("No account has this address")
    await hold_account(session, account.id)
    removed = await remove_second_factors_of(
        session, clock, vault=vault, account=account, change="removed_by_operator", reason=reason
    )
    if not removed:
        raise NoSecondFactor("The account has no second factor")
    await end_access_of(session, clock, directory=directory, account_id=account.id)
    return removed
