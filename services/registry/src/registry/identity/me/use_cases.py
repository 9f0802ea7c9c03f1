"""What a person changes about its own access.

A wrong guess is returned, not raised, so that it is counted although the caller is turned away.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.accounts.orm import Account
from registry.identity.accounts.passwords import hash_password, verify_password
from registry.identity.accounts.repository import find_account, hold_while_password_stands
from registry.identity.accounts.rules import check_password, email_key
from registry.identity.accounts.use_cases import TAKEN
from registry.identity.address_proofs.errors import ProofRefused
from registry.identity.address_proofs.repository import keep_code, void_codes
from registry.identity.address_proofs.rules import SUSPECT_BEFORE, UNDONE_WITHIN
from registry.identity.address_proofs.use_cases import mail_code, redeem_code
from registry.identity.credentials.use_cases import end_access_of
from registry.identity.directory import OrganisationDirectory
from registry.identity.errors import WrongPassword
from registry.identity.login_attempts.errors import TooManyAttempts
from registry.identity.login_attempts.use_cases import forgive_attempt
from registry.identity.me.errors import EmailUnchanged
from registry.identity.own_passwords import (
    count_guess,
    own_account_of_a_person,
    prove_by_password,
)
from registry.identity.revocations.events import TokenRevoked
from registry.identity.second_factors.use_cases import remove_second_factors_of
from registry.identity.secrets import new_secret
from registry.identity.signing_keys.key_ring import KeyRing
from registry.mail.rules import MailLanguage
from registry.mail.use_cases import post_mail
from registry.vault import Vault
from shared.callers import Caller
from shared.clocks import Clock
from shared.rows import flush_or_refuse


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
    account = await own_account_of_a_person(session, by)
    attempt = await count_guess(session, clock, vault=ring.vault, by=by)
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


async def rename_person(session: AsyncSession, *, name: str, by: Caller) -> None:
    """Change the caller's own name, under which others see it from now on; by its own login.

    What was decided under the old name before is not rewritten. Raises `PersonOnly`.
    """
    account = await own_account_of_a_person(session, by)
    await session.refresh(account, with_for_update={"key_share": True})
    if account.name != name:
        account.name = name
        account.version += 1


async def request_email_change(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    email: str,
    current_password: str,
    language: MailLanguage = "lv",
    by: Caller,
) -> WrongPassword | TooManyAttempts | None:
    """Ask for another email address of one's own account; a code is mailed to the new one.

    Nothing changes until `POST /me/email/confirmation` brings that code back. An address that
    another account has is answered alike; its owner is told by mail. A later request voids the
    earlier one. Wrong passwords are counted as for a change of the password. Raises
    `PersonOnly` and `EmailUnchanged`.
    """
    account = await own_account_of_a_person(session, by)
    attempt = await count_guess(session, clock, vault=vault, by=by)
    if isinstance(attempt, TooManyAttempts):
        return attempt
    wrong = await prove_by_password(session, account, attempt, password=current_password)
    if wrong is not None:
        return wrong
    if email == account.email:
        raise EmailUnchanged("The account has this address already", pointer="/email")
    other = await find_account(session, email=email)
    await mail_code(
        session,
        clock,
        vault=vault,
        purpose="email",
        to=email,
        kind="confirm_new_address" if other in {None, account} else "address_in_use",
        language=language,
        opens={"account": str(account.id), "email": email, "language": language},
        kept_for=str(account.id),
    )
    return None


async def confirm_email_change(
    session: AsyncSession, clock: Clock, *, vault: Vault, code: str, by: Caller
) -> Account:
    """Give the caller's account the address that the code from the mail proves; by its own login.

    The code works for the account that asked, once, for 30 minutes. The earlier address is told by
    mail, with a code that takes the change back within 7 days (`POST /email-restorations`). Logins
    and keys live on. Raises `PersonOnly`, `ProofRefused` and `EmailTaken`.
    """
    account = await own_account_of_a_person(session, by)
    asked = await redeem_code(session, clock, vault=vault, purpose="email", code=code)
    if asked["account"] != str(account.id):
        raise ProofRefused("The code is not valid; ask for another one", pointer="/token")
    await session.refresh(account, with_for_update=True)
    earlier, now = account.email, clock.now()
    await _give_address(session, account, asked["email"])
    if email_key(earlier) == account.email_key:
        return account
    undo = new_secret()
    posted = await post_mail(
        session,
        clock,
        vault=vault,
        to=earlier,
        kind="address_changed",
        language=_language(asked),
        values={"token": undo},
    )
    if posted:
        await keep_code(
            session,
            vault,
            code=undo,
            purpose="undo_email",
            address=str(account.id),
            opens={**asked, "email": earlier, "at": now.isoformat()},
            now=now,
            lifetime=UNDONE_WITHIN,
            beside_earlier=True,
        )
    return account


async def restore_email(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    directory: OrganisationDirectory,
    code: str,
) -> list[TokenRevoked]:
    """Give an account back the address that it had before a change, by the code mailed there.

    For an owner whose account was taken: whoever changed the address knew the password, so no
    password opens the account any more until a reset (`POST /password-resets`) sets one, and every
    login, API key and machine account of it ends. Second factors that were added since the change,
    or less than 7 days before it, go, and recovery codes made since then: they may be the thief's,
    who would keep the owner out by them. Earlier ones stay, as who reads a mailbox that was given
    up has none of them. The word of an earlier address is stronger than that of a later one: codes
    of later changes are void. Works once, for 7 days. Raises `ProofRefused` and `EmailTaken`.

    Public.
    """
    asked = await redeem_code(session, clock, vault=vault, purpose="undo_email", code=code)
    account = await session.get(Account, UUID(asked["account"]), with_for_update=True)
    if account is None:
        raise ProofRefused("The code is not valid; ask for another one", pointer="/token")
    taken_off, changed_at = account.email, datetime.fromisoformat(asked["at"])
    await _give_address(session, account, asked["email"])
    account.password_hash = None
    for purpose in ("email", "undo_email"):
        await void_codes(
            session,
            vault=vault,
            purpose=purpose,
            address=str(account.id),
            since=changed_at,
        )
    await remove_second_factors_of(
        session,
        clock,
        vault=vault,
        account=account,
        change="removed_by_restoration",
        since=changed_at - SUSPECT_BEFORE,
    )
    if email_key(taken_off) != account.email_key:
        await post_mail(
            session,
            clock,
            vault=vault,
            to=taken_off,
            kind="address_restored",
            language=_language(asked),
        )
    return await end_access_of(session, clock, directory=directory, account_id=account.id)


async def _give_address(session: AsyncSession, account: Account, email: str) -> None:
    account.email, account.email_key = email, email_key(email)
    account.version += 1
    await flush_or_refuse(session, TAKEN)


def _language(asked: dict[str, str]) -> MailLanguage:
    return cast("MailLanguage", asked["language"])
