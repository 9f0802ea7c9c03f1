"""Resetting a forgotten password; the clock that these take is the system's."""

from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.accounts.passwords import hash_password
from registry.identity.accounts.repository import find_account
from registry.identity.accounts.rules import check_password
from registry.identity.address_proofs.errors import ProofRefused
from registry.identity.address_proofs.use_cases import mail_code, redeem_code
from registry.identity.credentials.use_cases import end_access_of
from registry.identity.directory import OrganisationDirectory
from registry.identity.login_attempts import counters
from registry.identity.login_attempts.rules import Limits
from registry.identity.login_attempts.use_cases import forget_failures
from registry.identity.revocations.events import TokenRevoked
from registry.mail.rules import MailLanguage
from registry.vault import Vault
from shared.clocks import Clock
from shared.http.origins import NOWHERE


async def request_password_reset(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    email: str,
    language: MailLanguage = "lv",
) -> None:
    """Ask for a new password: a mail to the address says how to go on.

    Known and unknown addresses are answered alike; whoever has no account is told so by mail. An
    address is sent five such mails an hour at once, beyond those one each ten minutes.

    Public.
    """
    account = await find_account(session, email=email)
    await mail_code(
        session,
        clock,
        vault=vault,
        purpose="password",
        to=account.email if account else email,
        kind="reset_password" if account else "nobody_registered",
        language=language,
        opens={"email": email},
    )


async def reset_password(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    directory: OrganisationDirectory,
    code: str,
    new_password: str,
    origin: str = NOWHERE,
) -> list[TokenRevoked]:
    """Set the password of the account whose address the code from the mail proves.

    All that opened the platform to the account before ends, as with a change of the password, and
    the failed logins at its address are forgotten, here and over all origins. The code works once,
    for 30 minutes, unless a later one was mailed; a password that is refused leaves it good.
    Announces `token.revoked`. Raises `ProofRefused` and `WeakPassword`.

    Public.
    """
    asked = await redeem_code(session, clock, vault=vault, purpose="password", code=code)
    account = await find_account(session, email=asked["email"])
    if account is None:
        raise ProofRefused("The code is not valid; ask for another one", pointer="/token")
    check_password(new_password, email=account.email, name=account.name, pointer="/new_password")
    account.password_hash = await hash_password(new_password)
    account.version += 1
    await forget_failures(
        session,
        [
            counters.of_pair(vault, email=account.email, origin=origin),
            counters.of_address(vault, email=account.email, limits=Limits()),
        ],
    )
    return await end_access_of(session, clock, directory=directory, account_id=account.id)
