"""What a person changes about its own access.

A wrong guess is returned, not raised, so that it is counted although the caller is turned away.
"""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.access_tokens.repository import token_in_use
from registry.identity.accounts.passwords import hash_password, verify_password
from registry.identity.accounts.repository import hold_while_password_stands, own_account
from registry.identity.accounts.rules import check_password
from registry.identity.address_proofs.repository import void_codes
from registry.identity.credentials.use_cases import end_access_of
from registry.identity.directory import OrganisationDirectory
from registry.identity.errors import PersonOnly
from registry.identity.login_attempts import counters
from registry.identity.login_attempts.errors import TooManyAttempts
from registry.identity.login_attempts.use_cases import count_attempt, forgive_attempt
from registry.identity.me.errors import WrongPassword
from registry.identity.revocations.events import TokenRevoked
from registry.identity.signing_keys.key_ring import KeyRing
from shared.callers import Caller
from shared.clocks import Clock


@dataclass(frozen=True, slots=True)
class PasswordChanged:
    """The password is changed, and every token issued before is dead."""

    revoked: list[TokenRevoked]


async def change_password(
    session: AsyncSession,
    clock: Clock,
    *,
    ring: KeyRing,
    directory: OrganisationDirectory,
    current_password: str,
    new_password: str,
    by: Caller,
) -> PasswordChanged | WrongPassword | TooManyAttempts:
    """Change the caller's own password; it names the present one.

    Every login of the account ends, its API keys, the machine accounts that it made and all their
    tokens die, the one in use too: whoever knew the old password is out. A reset that was
    asked for before is void.
    Wrong guesses are counted for the login in use, as failed logins are, and hold up no login.
    Raises `PersonOnly` and `WeakPassword`.
    """
    if by.kind != "person":
        raise PersonOnly("Only a person can change its password, by its own login")
    account = await own_account(session, by)
    issued = await token_in_use(session, by)
    counted = counters.of_use(ring.vault, grant=issued.grant_id if issued else by.token_id)
    attempt = await count_attempt(session, counted, now=clock.now(), patient=False)
    if isinstance(attempt, TooManyAttempts):
        return attempt
    check_password(new_password, email=account.email, name=account.name, pointer="/new_password")
    if not await verify_password(current_password, account.password_hash):
        return WrongPassword("The present password is another", pointer="/current_password")
    new_hash = await hash_password(new_password)
    if not await hold_while_password_stands(session, account):
        return WrongPassword("The present password is another", pointer="/current_password")
    await forgive_attempt(session, attempt)
    account.password_hash = new_hash
    account.version += 1
    await void_codes(session, vault=ring.vault, purpose="password", address=account.email)
    return PasswordChanged(
        await end_access_of(session, clock, directory=directory, account_id=account.id)
    )
