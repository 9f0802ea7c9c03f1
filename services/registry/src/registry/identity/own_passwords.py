"""Proving oneself by the present password, for whoever changes its own access.

A wrong guess is returned, not raised, so that it is counted although the caller is turned away.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.access_tokens.repository import token_in_use
from registry.identity.accounts.orm import Account
from registry.identity.accounts.passwords import verify_password
from registry.identity.accounts.repository import hold_while_password_stands, own_account
from registry.identity.errors import PersonOnly, WrongPassword
from registry.identity.login_attempts import counters
from registry.identity.login_attempts.errors import TooManyAttempts
from registry.identity.login_attempts.use_cases import (
    CountedAttempt,
    count_attempt,
    forgive_attempt,
)
from registry.vault import Vault
from shared.callers import Caller
from shared.clocks import Clock


async def own_account_of_a_person(session: AsyncSession, by: Caller) -> Account:
    """The caller's account; raise `PersonOnly` for a key or a machine, or `AccountNotFound`."""
    if by.kind != "person":
        raise PersonOnly("Only a person can do this, by its own login")
    return await own_account(session, by)


async def count_guess(
    session: AsyncSession, clock: Clock, *, vault: Vault, by: Caller
) -> CountedAttempt | TooManyAttempts:
    """Count a guess at the present password, for the login in use; it holds up no login."""
    issued = await token_in_use(session, by)
    counted = counters.of_use(vault, grant=issued.grant_id if issued else by.token_id)
    return await count_attempt(session, counted, now=clock.now(), patient=False)


async def prove_by_password(
    session: AsyncSession, account: Account, attempt: CountedAttempt, *, password: str
) -> WrongPassword | None:
    """Forgive the guess if it was right, the account held from then on; else say that it was wrong.

    Whoever has to judge more than the password calls `password_is_right` and forgives later.
    """
    if not await password_is_right(session, account, password=password):
        return WrongPassword("The present password is another", pointer="/current_password")
    await forgive_attempt(session, attempt)
    return None


async def password_is_right(session: AsyncSession, account: Account, *, password: str) -> bool:
    """Whether this is the present password; if so the account is held until the end."""
    return await verify_password(
        password, account.password_hash
    ) and await hold_while_password_stands(session, account)
