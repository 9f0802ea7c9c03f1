"""Finding invitations that stand, by whom they are for or by their secret."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.delegations.authorisation import is_represented
from registry.delegations.orm import Affiliation
from registry.identity.accounts.orm import Account
from registry.identity.accounts.rules import email_key
from registry.identity.secrets import fingerprint
from registry.invitations.errors import FormerPeopleFirst, InvitationNotFound
from registry.invitations.orm import Invitation
from registry.invitations.rules import FORMER_PEOPLE_FIRST, last_people
from registry.organisations.errors import EntryClosed
from registry.organisations.orm import Organisation
from registry.organisations.repository import find_organisation, hold_organisation
from shared.callers import Caller
from shared.rows import locked_row


@dataclass(frozen=True, slots=True)
class Offer:
    """An invitation that stands, and the organisation that it is of."""

    invitation: Invitation
    organisation: Organisation


async def check_former_people_come_first(
    session: AsyncSession, *, organisation_id: UUID, email: str, now: datetime
) -> None:
    """Raise `FormerPeopleFirst` for another address than that of who lately acted for it.

    An entry that was closed and is open again has nobody. Whoever opens it could put others into
    the place of those who had it, and into their orders and invoices, without a word of theirs.
    """
    if await is_represented(session, organisation_id=organisation_id):
        return
    ended = await session.execute(
        select(
            case((Account.erased_at.is_(None), Account.email_key)),
            Affiliation.until,
        )
        .join(Account, Affiliation.account_id == Account.id)
        .where(
            Affiliation.organisation_id == organisation_id,
            Affiliation.until > now - FORMER_PEOPLE_FIRST,
        )
    )
    former = last_people((address, until) for address, until in ended)
    if former and email_key(email) not in former:
        raise FormerPeopleFirst(
            "Who acted for the organisation lately is invited first", pointer="/email"
        )


async def offer_behind(session: AsyncSession, *, secret: str, now: datetime) -> Offer:
    """What the secret invites to.

    Raises `InvitationNotFound`, alike for a secret that is wrong, spent, expired or void.
    """
    return await _standing_offer(session, await _behind(session, secret), now=now)


async def offer_to_answer(session: AsyncSession, *, secret: str, now: datetime) -> Offer:
    """The same, and nobody else answers it, withdraws it or dismisses until the transaction ends.

    Locks the organisation before the invitation.
    """
    invitation = await _behind(session, secret)
    if invitation is not None:
        # Withdrawals, dismissals and other answers come before this, or find it answered.
        # Those of an entry that is closed by now are void, and tell no more than others that are.
        with suppress(EntryClosed):
            await hold_organisation(session, invitation.organisation_id)
        invitation = await locked_row(session, Invitation, invitation.id)
    return await _standing_offer(session, invitation, now=now)


async def standing_invitation(
    session: AsyncSession, invitation_id: UUID, *, organisation_id: UUID, now: datetime
) -> Invitation:
    """The organisation's invitation, locked; raise `InvitationNotFound` unless it stands."""
    invitation = await locked_row(session, Invitation, invitation_id)
    if (
        invitation is None
        or invitation.organisation_id != organisation_id
        or invitation.status_at(now) != "open"
    ):
        raise InvitationNotFound("The organisation has no open invitation with this id")
    return invitation


async def open_invitation_to(
    session: AsyncSession, *, organisation_id: UUID, email_key: str
) -> Invitation | None:
    """The organisation's open invitation to the address, locked, expired or not."""
    return (
        await session.scalars(
            select(Invitation)
            .where(
                Invitation.organisation_id == organisation_id,
                Invitation.email_key == email_key,
                Invitation.office == "representative",
                Invitation.status == "open",
            )
            .with_for_update()
        )
    ).one_or_none()


async def count_standing(
    session: AsyncSession, *, organisation_id: UUID, besides: Invitation | None, now: datetime
) -> int:
    """How many other invitations of the organisation can be answered now."""
    statement = select(func.count()).where(
        Invitation.organisation_id == organisation_id,
        Invitation.status == "open",
        Invitation.expires_at > now,
    )
    if besides is not None:
        statement = statement.where(Invitation.id != besides.id)
    return await session.scalar(statement) or 0


async def add_in_place_of(
    session: AsyncSession, earlier: Invitation | None, invitation: Invitation
) -> None:
    """Write the invitation, and close the one to the same address that it takes the place of."""
    if earlier is not None:
        earlier.close("withdrawn", invitation.created_at)
        # At no moment are there two open ones.
        await session.flush()
    session.add(invitation)
    await session.flush()


async def name_of(session: AsyncSession, by: Caller) -> str:
    """How the mail names who invites: the platform itself goes by the cluster's name."""
    account = await session.get(Account, by.subject)
    return account.name if account else "AVT klasteris"


async def _behind(session: AsyncSession, secret: str) -> Invitation | None:
    found = select(Invitation).where(Invitation.secret_hash == fingerprint(secret))
    return (await session.scalars(found)).one_or_none()


async def _standing_offer(
    session: AsyncSession, invitation: Invitation | None, *, now: datetime
) -> Offer:
    if invitation is None or invitation.status_at(now) != "open":
        raise InvitationNotFound("No invitation that can be answered has this secret")
    return Offer(invitation, await find_organisation(session, invitation.organisation_id))
