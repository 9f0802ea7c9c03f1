"""Erasing people: asked for by themselves, undone by a login, done by time. ADR 35."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast, get_args
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.board_votes.orm import BoardVote
from registry.board_votes.queries import awaiting
from registry.database import Base
from registry.delegations.orm import Delegation
from registry.delegations.repository import administrators_of
from registry.delegations.use_cases import relieve_person
from registry.identity.accounts.orm import Account
from registry.identity.accounts.repository import hold_own_account
from registry.identity.address_proofs.repository import void_codes
from registry.identity.address_proofs.rules import Purpose
from registry.identity.credentials.use_cases import end_access_of
from registry.identity.directory import OrganisationDirectory
from registry.identity.errors import WrongPassword
from registry.identity.login_attempts.errors import TooManyAttempts
from registry.identity.own_passwords import (
    count_guess,
    own_account_of_a_person,
    prove_by_password,
)
from registry.identity.revocations.events import TokenRevoked
from registry.mail.rules import MailLanguage
from registry.mail.use_cases import post_mail
from registry.offices.changes import close_offer
from registry.offices.orm import OfficeTerm
from registry.offices.repository import hold_offices_if_any, offices_held
from registry.organisations.orm import Organisation
from registry.organisations.repository import hold_organisation
from registry.persons.errors import StillAdministers, StillInOffice
from registry.persons.policies import policy_at
from registry.persons.rules import ERASED_NAME, erased_address
from registry.vault import Vault
from registry.vocabulary import Office
from shared.callers import Caller
from shared.clocks import RIGA, Clock, SystemClock
from shared.personal_data import mapped_classes
from shared.persons import erase_rows

BALLOTS_NAMED = 5
"""Votes of the board that a refusal names; the list `awaiting_me` has them all."""

AT_ONCE = 50
"""Accounts that one run of the duty erases; the next run takes the others."""


@dataclass(frozen=True, slots=True)
class ErasureAsked:
    """When the account is erased unless its person logs in, and which tokens died."""

    erase_at: datetime
    revoked: list[TokenRevoked]


async def request_erasure(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    directory: OrganisationDirectory,
    current_password: str | None,
    language: MailLanguage = "lv",
    by: Caller,
) -> ErasureAsked | WrongPassword | TooManyAttempts:
    """Ask for the erasure of one's own account; in 14 days it is done, and until then a login
    undoes it.

    Proved by the present password, or without it by a second factor that was shown in this login
    in the last ten minutes (401 `step_up_required`). Every login, key and token ends at once
    (announces `token.revoked`), and the address is told by mail until when to log in. What is
    erased, and what stays as a pseudonym, is said by `GET personal-data`. Wrong passwords are
    counted as for a change of the password. Refused to the only administrator of an organisation
    (`StillAdministers`: hand it over, or close it, first) and to who holds or has accepted an
    office of the cluster (`StillInOffice`: resign first; a member of the board is told which votes
    wait for it). `clock` is the business clock; whoever passes no password has checked the second
    factor. Raises `PersonOnly` and `AccountNotFound`.
    """
    account = await own_account_of_a_person(session, by)
    system = SystemClock()
    if current_password is None:
        await hold_own_account(session, by)
    else:
        attempt = await count_guess(session, system, vault=vault, by=by)
        if isinstance(attempt, TooManyAttempts):
            return attempt
        wrong = await prove_by_password(session, account, attempt, password=current_password)
        if wrong is not None:
            return wrong
    await _check_nothing_is_left_behind(session, account.id)
    erase_at = clock.now() + timedelta(days=policy_at(clock.now()).grace_days)
    account.erase_at = erase_at
    account.version += 1
    await post_mail(
        session,
        system,
        vault=vault,
        to=account.email,
        kind="erasure_asked",
        language=language,
        values={"day": erase_at.astimezone(RIGA).strftime("%d.%m.%Y")},
    )
    revoked = await end_access_of(session, system, directory=directory, account_id=account.id)
    return ErasureAsked(erase_at, revoked)


async def _check_nothing_is_left_behind(session: AsyncSession, account_id: UUID) -> None:
    offices = await offices_held(session, account_id)
    places = (
        await session.execute(
            select(Delegation.organisation_id, Delegation.office, Organisation.name)
            .join(Organisation, Organisation.id == Delegation.organisation_id)
            .where(Delegation.account_id == account_id)
            .order_by(Organisation.id)
        )
    ).all()
    offices |= {office for _, office, _ in places if office != "representative"}
    if offices:
        held = ", ".join(sorted(offices))
        ballots = await _ballots_to_cast(session, account_id)
        raise StillInOffice(f"{ballots}Resign from what you hold or have accepted: {held}")
    alone = [
        name
        for organisation_id, _, name in places
        if await administrators_of(session, organisation_id) == {account_id}
    ]
    if alone:
        raise StillAdministers(
            "First let another person administer, or close, what you administer alone: "
            + ", ".join(alone)
        )


async def _ballots_to_cast(session: AsyncSession, account_id: UUID) -> str:
    """What a member of the board does before it resigns, as its ballot is counted no more after."""
    votes = await session.scalars(
        awaiting(select(BoardVote), account_id)
        .order_by(BoardVote.closes_at, BoardVote.id)
        .limit(BALLOTS_NAMED)
    )
    paths = ", ".join(f"/v1/registry/board-votes/{vote.id}" for vote in votes)
    return f"Cast your ballot first: {paths}. " if paths else ""


async def erase_due_accounts(
    session: AsyncSession, clock: Clock, *, vault: Vault, directory: OrganisationDirectory
) -> None:
    """Erase the accounts whose time has come; the duty of the worker.

    Whoever has become the only administrator of an organisation meanwhile is erased all the same:
    the manager then hands the entry over by an invitation.
    """
    due = await session.scalars(
        select(Account.id)
        .where(Account.erase_at <= clock.now())
        .order_by(Account.erase_at, Account.id)
        .limit(AT_ONCE)
    )
    for account_id in due.all():
        await erase_account(session, clock, vault=vault, directory=directory, account_id=account_id)


async def erase_account(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    directory: OrganisationDirectory,
    account_id: UUID,
) -> list[TokenRevoked]:
    """Erase a person: the id of its account stays as a pseudonym, and nothing leads from it to a
    name.

    Does nothing unless its time has come. Its places in organisations end (announces
    `affiliation.changed`), and so does its access, once more (`token.revoked`). What the tables
    declare as `deleted` and `emptied` goes; the address is free for a new account, which is
    another person.
    """
    now = clock.now()
    places = await _hold_places(session, account_id)
    account = await session.get(Account, account_id, with_for_update=True, populate_existing=True)
    if account is None or account.erase_at is None or account.erase_at > now:
        return []
    revoked = await end_access_of(
        session, SystemClock(), directory=directory, account_id=account_id
    )
    for organisation_id, office in places:
        await relieve_person(
            session,
            clock,
            vault=vault,
            organisation_id=organisation_id,
            account_id=account_id,
            office=office,
        )
    await _forget_address(session, vault, account)
    await erase_rows(
        session,
        [each for each in mapped_classes(Base) if each is not Account],
        account_id,
        address=account.email_key,
    )
    _erase(account, now)
    await session.flush()
    return revoked


async def _hold_places(session: AsyncSession, account_id: UUID) -> list[tuple[UUID, Office]]:
    """Hold all that the person has a place in, before the account: as everybody does."""
    await hold_offices_if_any(session)
    places = await session.execute(
        select(Delegation.organisation_id, Delegation.office)
        .where(Delegation.account_id == account_id)
        .order_by(Delegation.organisation_id)
    )
    held = [(organisation_id, cast("Office", office)) for organisation_id, office in places]
    for organisation_id in sorted({organisation_id for organisation_id, _ in held}):
        await hold_organisation(session, organisation_id)
    return held


async def _forget_address(session: AsyncSession, vault: Vault, account: Account) -> None:
    for purpose in get_args(Purpose):
        for key in (account.email, str(account.id)):
            await void_codes(session, vault=vault, purpose=purpose, address=key)
    offers = await session.scalars(
        select(OfficeTerm)
        .where(
            OfficeTerm.email_key == account.email_key,
            OfficeTerm.status.in_(("proposed", "confirmed")),
        )
        .with_for_update()
    )
    for term in offers:
        close_offer(term, "lapsed")
    await session.flush()


def _erase(account: Account, now: datetime) -> None:
    nothing: Mapping[str, None] = dict.fromkeys(
        ("password_hash", "chosen_organisation_id", "erase_at", "exported_at")
    )
    for name, empty in nothing.items():
        setattr(account, name, empty)
    account.email = account.email_key = erased_address(account.id)
    account.name, account.erased_at = ERASED_NAME, now
    account.version += 1
