"""What a person changes about its own access.

A wrong guess is returned, not raised, so that it is counted although the caller is turned away.
"""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from registry.errors import PersonOnly, TooManyAttempts, UnknownAccount, WrongPassword
from registry.identity.access_tokens.orm import IssuedToken
from registry.identity.accounts.orm import Account
from registry.identity.accounts.passwords import hash_password, verify_password
from registry.identity.accounts.rules import check_password
from registry.identity.accounts.use_cases import hold_while_password_stands
from registry.identity.address_proofs.use_cases import void_codes
from registry.identity.credentials.use_cases import end_access_of
from registry.identity.directory import OrganisationDirectory
from registry.identity.revocations.events import TokenRevoked
from registry.identity.sessions import throttling
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
    account = await session.get(Account, by.subject)
    if account is None:
        raise UnknownAccount("The token names nobody that the registry knows")
    now = clock.now()
    issued = await session.get(IssuedToken, by.token_id)
    counters = throttling.of_use(
        ring.vault, grant=issued.grant_id if issued is not None else by.token_id
    )
    attempt = await throttling.count_attempt(session, counters, now=now, patient=False)
    if isinstance(attempt, TooManyAttempts):
        return attempt
    check_password(new_password, email=account.email, name=account.name, pointer="/new_password")
    if not await verify_password(current_password, account.password_hash):
        return WrongPassword("The present password is another", pointer="/current_password")
    new_hash = await hash_password(new_password)
    if not await hold_while_password_stands(session, account):
        return WrongPassword("The present password is another", pointer="/current_password")
    await throttling.forgive_attempt(session, attempt)
    account.password_hash = new_hash
    account.version += 1
    await void_codes(session, vault=ring.vault, purpose="password", address=account.email)
    return PasswordChanged(
        await end_access_of(session, clock, directory=directory, account_id=account.id)
    )
