"""Creating accounts, and whom a person acts for when a login does not say.

An account is created by whoever has proved the address, or by the platform's operator.
"""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from sqlalchemy import or_, update
from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.accounts.errors import EmailTaken
from registry.identity.accounts.orm import Account
from registry.identity.accounts.passwords import hash_password
from registry.identity.accounts.repository import find_account
from registry.identity.accounts.rules import check_password, email_key
from registry.identity.address_proofs.use_cases import mail_code, redeem_code
from registry.mail.rules import MailLanguage
from registry.vault import Vault
from shared.clocks import Clock
from shared.ids import new_id
from shared.rows import flush_or_refuse

TAKEN: Final = {"uq_accounts_email_key": EmailTaken("Another account has the email address")}
"""What the constraint of addresses refuses."""


async def request_account(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    email: str,
    name: str,
    language: MailLanguage = "lv",
) -> None:
    """Ask for an account: a mail to the address says how to go on.

    Nothing exists until the code in that mail comes back, and then its owner chooses the password:
    what somebody else chose for an address would open what is meant for its owner. Known and
    unknown addresses are answered alike; an owner is told by mail that there is an account. An
    address is sent five such mails an hour at once, beyond those one each ten minutes.

    Public.
    """
    taken = await find_account(session, email=email)
    await mail_code(
        session,
        clock,
        vault=vault,
        purpose="account",
        to=email,
        kind="already_registered" if taken else "confirm_address",
        language=language,
        opens={"email": email, "name": name},
    )


async def confirm_account(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    code: str,
    password: str,
    name: str | None = None,
) -> Account:
    """Create the account whose address the code from the mail proves.

    With `name` under that name: the mail that came last may have been asked for by somebody else.
    The code works once, for 30 minutes, unless a later one was mailed; a password that is refused
    leaves it good. Raises `ProofRefused`, `WeakPassword` and `EmailTaken`.

    Public.
    """
    asked = await redeem_code(session, clock, vault=vault, purpose="account", code=code)
    return await create_account(
        session, clock, email=asked["email"], name=name or asked["name"], password=password
    )


async def create_account(
    session: AsyncSession,
    clock: Clock,
    *,
    email: str,
    name: str,
    password: str | None = None,
    password_hash: str | None = None,
) -> Account:
    """Create an account for a person whose address is proved: by a code, or by the operator whose
    command this is. It acts for nobody until it registers an organisation or accepts an
    invitation.

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
    await flush_or_refuse(session, TAKEN)
    return account


async def choose_organisation(
    session: AsyncSession, *, account_id: UUID, organisation_id: UUID
) -> None:
    """Let the person's logins act for the organisation from now on.

    To be called for an act of the person itself, or by whoever makes its account; never for
    anything that another person does to it.
    """
    await session.execute(
        update(Account)
        .where(
            Account.id == account_id,
            Account.chosen_organisation_id.is_distinct_from(organisation_id),
        )
        .values(chosen_organisation_id=organisation_id)
        .execution_options(synchronize_session=False)
    )


async def choose_organisation_if_none(
    session: AsyncSession, *, account_id: UUID, organisation_id: UUID, acts_for: Collection[UUID]
) -> None:
    """The same for a person that has chosen no organisation, or one that it no longer acts for.

    `acts_for`: the organisations in which the person holds an office now.
    """
    await session.execute(
        update(Account)
        .where(
            Account.id == account_id,
            or_(
                Account.chosen_organisation_id.is_(None),
                Account.chosen_organisation_id.not_in(acts_for),
            ),
        )
        .values(chosen_organisation_id=organisation_id)
        .execution_options(synchronize_session=False)
    )
