"""Inviting, withdrawing, accepting and refusing.

Expiry follows the system clock; what an acceptance begins, the business clock. Locks are taken in
one order: the account that acts, the organisation, the invitation.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.actors import PLATFORM, account_of, in_person
from registry.database import sweep
from registry.errors import (
    AlreadyRepresentative,
    NotItsRepresentative,
    PersonOnly,
    TooManyInvitations,
    UnknownAccount,
    UnknownInvitation,
)
from registry.identity.access_tokens.use_cases import choose_if_none
from registry.identity.accounts.orm import Account
from registry.identity.accounts.rules import email_key
from registry.identity.revocations.use_cases import check_access_holds
from registry.identity.secrets import fingerprint, new_secret
from registry.invitations.orm import Invitation
from registry.invitations.rules import FORGOTTEN_AFTER, LIFETIME, MOST_OPEN
from registry.mail.use_cases import post
from registry.offices.authority import (
    check_acts_for,
    holds_office,
    is_represented,
    organisations_of,
)
from registry.offices.use_cases import appoint
from registry.organisations.orm import Organisation
from registry.organisations.repository import hold_organisation
from registry.vault import Vault
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id
from shared.texts import Language


@dataclass(frozen=True, slots=True)
class Offer:
    """An invitation that stands, and the organisation that it is of."""

    invitation: Invitation
    organisation: Organisation


async def invite_representative(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    organisation_id: UUID,
    email: str,
    language: Language,
    by: Caller,
) -> Invitation:
    """Invite somebody to represent the organisation: a representative of it may.

    The manager may as long as nobody represents it: who keeps the directory hands an entry over,
    and puts nobody into the matters of others. A secret is mailed to the address and shown nowhere
    else. Whoever holds it accepts or refuses by its own login within 14 days; until then nothing
    changes for anybody, and the answer is the same whether or not the address has an account. It
    takes the place of the organisation's earlier invitation to the address. What goes beyond the
    mails that an address gets in an hour is not sent. Raises `PersonOnly` for an API key,
    `NotItsRepresentative`, `TooManyInvitations` beyond twenty open ones, and `AccessEnded`.
    """
    _check_person(by)
    if by is not PLATFORM:
        # Who was thrown out a moment ago must not leave a way back in.
        await check_access_holds(session, by=by)
    await hold_organisation(session, organisation_id)
    await _check_may_invite(session, organisation_id=organisation_id, by=by)
    now = clock.now()
    await sweep(session, Invitation.id, Invitation.expires_at < now - FORGOTTEN_AFTER)
    earlier = await _open_to(session, organisation_id=organisation_id, key=email_key(email))
    await _check_room(session, organisation_id=organisation_id, besides=earlier, now=now)
    secret = new_secret()
    invitation = Invitation(
        id=new_id(),
        organisation_id=organisation_id,
        office="representative",
        email=email,
        email_key=email_key(email),
        secret_hash=fingerprint(secret),
        status="open",
        invited_by=account_of(by),
        created_at=now,
        expires_at=now + LIFETIME,
    )
    posted = await post(
        session,
        clock,
        vault=vault,
        to=email,
        kind="invitation",
        language=language,
        values={
            "organisation": (await session.get_one(Organisation, organisation_id)).name,
            "inviter": await _name_of(session, by),
            "secret": secret,
            "expires": invitation.expires_at.date().isoformat(),
        },
        expires_at=invitation.expires_at,
    )
    if earlier is not None:
        if not posted and earlier.expires_at > now:
            # The address was sent enough: what the earlier mail says stays true.
            return earlier
        earlier.status, earlier.closed_at = "withdrawn", now
        await session.flush()
    session.add(invitation)
    await session.flush()
    return invitation


async def withdraw_invitation(
    session: AsyncSession, clock: Clock, *, organisation_id: UUID, invitation_id: UUID, by: Caller
) -> None:
    """Take an open invitation back: a representative of the organisation may, or the manager."""
    await hold_organisation(session, organisation_id)
    await check_acts_for(session, organisation_id=organisation_id, by=by)
    _check_person(by)
    now = clock.now()
    invitation = await session.get(Invitation, invitation_id, with_for_update=True)
    if (
        invitation is None
        or invitation.organisation_id != organisation_id
        or not _stands(invitation, now)
    ):
        raise UnknownInvitation("The organisation has no open invitation with this id")
    invitation.status, invitation.closed_at = "withdrawn", now


async def look_up(session: AsyncSession, clock: Clock, *, secret: str, by: Caller) -> Offer:
    """Tell what a secret invites to: whoever holds it may ask, by its own login.

    Raises `UnknownInvitation`, alike for a secret that is wrong, spent, expired or void.
    """
    _check_person(by)
    return await _offer(session, secret=secret, now=clock.now())


async def accept(
    session: AsyncSession,
    clock: Clock,
    business_clock: Clock,
    *,
    vault: Vault,
    secret: str,
    by: Caller,
) -> Offer:
    """Accept an invitation: the caller itself becomes a representative of the organisation.

    The secret counts, not the address that it was sent to. Log in again, or refresh with
    `organisation_id`, to act for the organisation; later logins do so by themselves when the caller
    had chosen none. Announces `affiliation.changed`. Raises `UnknownInvitation`, alike for a secret
    that is wrong, spent, expired or void, and `AlreadyRepresentative`.
    """
    _check_person(by)
    await _hold_account(session, by)
    await check_access_holds(session, by=by)
    now = clock.now()
    offer = await _offer(session, secret=secret, now=now, to_answer=True)
    organisation_id = offer.organisation.id
    if not await appoint(
        session,
        business_clock,
        vault=vault,
        organisation_id=organisation_id,
        account_id=by.subject,
        office="representative",
    ):
        raise AlreadyRepresentative("You represent the organisation already")
    await choose_if_none(
        session,
        account_id=by.subject,
        organisation_id=organisation_id,
        acts_for=await organisations_of(session, account_id=by.subject),
    )
    offer.invitation.status, offer.invitation.closed_at = "accepted", now
    return offer


async def refuse(session: AsyncSession, clock: Clock, *, secret: str, by: Caller) -> None:
    """Refuse an invitation: its secret is spent, and nothing else changes.

    Raises `UnknownInvitation`, alike for a secret that is wrong, spent, expired or void.
    """
    _check_person(by)
    now = clock.now()
    offer = await _offer(session, secret=secret, now=now, to_answer=True)
    offer.invitation.status, offer.invitation.closed_at = "refused", now


async def _offer(
    session: AsyncSession, *, secret: str, now: datetime, to_answer: bool = False
) -> Offer:
    found = select(Invitation).where(Invitation.secret_hash == fingerprint(secret))
    invitation = (await session.scalars(found)).one_or_none()
    if invitation is not None and to_answer:
        # Withdrawals, dismissals and other answers come before this, or find it answered.
        await hold_organisation(session, invitation.organisation_id)
        await session.refresh(invitation, with_for_update=True)
    if invitation is None or not _stands(invitation, now):
        raise UnknownInvitation("No invitation that can be answered has this secret")
    return Offer(invitation, await session.get_one(Organisation, invitation.organisation_id))


def _stands(invitation: Invitation, now: datetime) -> bool:
    return invitation.status == "open" and now < invitation.expires_at


async def _check_may_invite(session: AsyncSession, *, organisation_id: UUID, by: Caller) -> None:
    await check_acts_for(session, organisation_id=organisation_id, by=by)
    if by is PLATFORM or await holds_office(
        session, account_id=by.subject, organisation_id=organisation_id
    ):
        return
    if await is_represented(session, organisation_id=organisation_id):
        raise NotItsRepresentative("Whoever represents the organisation invites others to")


async def _open_to(session: AsyncSession, *, organisation_id: UUID, key: str) -> Invitation | None:
    return (
        await session.scalars(
            select(Invitation)
            .where(
                Invitation.organisation_id == organisation_id,
                Invitation.email_key == key,
                Invitation.office == "representative",
                Invitation.status == "open",
            )
            .with_for_update()
        )
    ).one_or_none()


async def _check_room(
    session: AsyncSession, *, organisation_id: UUID, besides: Invitation | None, now: datetime
) -> None:
    statement = select(func.count()).where(
        Invitation.organisation_id == organisation_id,
        Invitation.status == "open",
        Invitation.expires_at > now,
    )
    if besides is not None:
        statement = statement.where(Invitation.id != besides.id)
    if (await session.scalar(statement) or 0) >= MOST_OPEN:
        raise TooManyInvitations("An organisation has at most twenty open invitations")


async def _name_of(session: AsyncSession, by: Caller) -> str:
    account = await session.get(Account, by.subject)
    return account.name if account else "AVT klasteris"


async def _hold_account(session: AsyncSession, by: Caller) -> None:
    found = await session.scalar(
        select(Account.id).where(Account.id == by.subject).with_for_update(key_share=True)
    )
    if found is None:
        raise UnknownAccount("The token names nobody that the registry knows")


def _check_person(by: Caller) -> None:
    # A key limited to a few scopes could otherwise make its thief a representative, who holds
    # them all and stays when the key is revoked.
    if not in_person(by):
        raise PersonOnly("Only a person can invite, or answer an invitation, by its own login")
