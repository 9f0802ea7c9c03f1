"""Inviting, withdrawing, accepting and refusing.

Expiry follows the system clock; what an acceptance begins, the business clock. Locks are taken in
one order: the account that acts, the organisation, the invitation.
"""

from collections.abc import Collection
from typing import cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.actors import PLATFORM, in_person
from registry.database import sweep
from registry.delegations.authorisation import (
    check_acts_for,
    is_represented,
    organisations_of,
    roles_held,
)
from registry.delegations.repository import administrators_of
from registry.delegations.use_cases import add_roles, appoint_person
from registry.identity.accounts.orm import Account
from registry.identity.accounts.repository import hold_own_account
from registry.identity.accounts.rules import email_key
from registry.identity.accounts.use_cases import choose_organisation_if_none
from registry.identity.errors import NotItsRepresentative, PersonOnly
from registry.identity.revocations.use_cases import check_access_holds
from registry.invitations import repository
from registry.invitations.composing import mail_invitation, new_invitation
from registry.invitations.errors import AlreadyRepresentative
from registry.invitations.orm import Invitation
from registry.invitations.repository import Offer
from registry.invitations.rules import (
    FORGOTTEN_AFTER,
    check_addressee,
    check_administered,
    check_room,
)
from registry.notices.use_cases import post_notice
from registry.organisations.repository import hold_organisation
from registry.permissions import OPENED_BY
from registry.vault import Vault
from registry.vocabulary import ROLES, Role
from shared.callers import Caller
from shared.clocks import Clock
from shared.texts import Language


async def invite_representative(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    organisation_id: UUID,
    email: str,
    language: Language,
    by: Caller,
    roles: Collection[Role] = ROLES,
) -> Invitation:
    """Invite somebody to hold roles in the organisation: an administrator of it may.

    Whoever holds some there already is offered those that it lacks: nobody gains a role but by
    its own act.

    The manager may as long as nobody represents it: who keeps the directory hands an entry over,
    and puts nobody into the matters of others. A secret is mailed to the address and shown nowhere
    else. Whoever holds it accepts or refuses by its own login within 14 days; until then nothing
    changes for anybody, and the answer is the same whether or not the address has an account. It
    takes the place of the organisation's earlier invitation to the address. What goes beyond the
    mails that an address gets in an hour is not sent, and the last invitation stays as it is.
    Raises `PersonOnly` for an API key, `NotItsRepresentative`, `RoleNotHeld`, `AdministratorNeeded`
    where nobody would administer the organisation, `FormerPeopleFirst` in the 30 days after the
    last of its people lost it with a closed entry, `TooManyInvitations` beyond twenty open ones,
    and `AccessEnded`.
    """
    _check_person(by)
    await _hold_to_invite(session, organisation_id=organisation_id, by=by)
    check_administered(
        roles,
        administered=bool(await administrators_of(session, organisation_id)),
    )
    now = clock.now()
    await repository.check_former_people_come_first(
        session, organisation_id=organisation_id, email=email, now=now
    )
    await sweep(session, Invitation.id, Invitation.expires_at < now - FORGOTTEN_AFTER)
    earlier = await repository.open_invitation_to(
        session, organisation_id=organisation_id, email_key=email_key(email)
    )
    others = await repository.count_standing(
        session, organisation_id=organisation_id, besides=earlier, now=now
    )
    check_room(others)
    invitation, secret = new_invitation(
        organisation_id=organisation_id, email=email, roles=roles, by=by, now=now
    )
    posted = await mail_invitation(
        session, clock, vault=vault, invitation=invitation, secret=secret, language=language, by=by
    )
    if earlier is not None and earlier.status_at(now) == "open" and not posted:
        # The address was sent enough: what the earlier mail says stays true.
        return earlier
    await repository.add_in_place_of(session, earlier, invitation)
    return invitation


async def withdraw_invitation(
    session: AsyncSession, clock: Clock, *, organisation_id: UUID, invitation_id: UUID, by: Caller
) -> None:
    """Take an open invitation back: an administrator of the organisation may, or the manager."""
    await hold_organisation(session, organisation_id)
    await check_acts_for(
        session, organisation_id=organisation_id, by=by, roles=OPENED_BY["withdraw_invitation"]
    )
    _check_person(by)
    now = clock.now()
    invitation = await repository.standing_invitation(
        session, invitation_id, organisation_id=organisation_id, now=now
    )
    invitation.close("withdrawn", now)


async def look_up_invitation(
    session: AsyncSession, clock: Clock, *, secret: str, by: Caller
) -> Offer:
    """Tell what a secret invites to: whoever holds it may ask, by its own login.

    Raises `InvitationNotFound` (`unknown_invitation`), alike for a secret that is wrong, spent,
    expired or void.
    """
    _check_person(by)
    return await repository.offer_behind(session, secret=secret, now=clock.now())


async def accept_invitation(
    session: AsyncSession,
    clock: Clock,
    business_clock: Clock,
    *,
    vault: Vault,
    secret: str,
    by: Caller,
) -> Offer:
    """Accept an invitation: the caller itself becomes one of the organisation's people.

    It holds the offered roles there from its next token on, beside those that it held before.

    The secret counts, not the address that it was sent to. Log in again, or refresh with
    `organisation_id`, to act for the organisation; later logins do so by themselves when the caller
    had chosen none. An invitation by the manager in place of an administrator who has vanished is
    for an account with that very address. The other administrators are told. Announces
    `affiliation.changed`. Raises `InvitationNotFound` (`unknown_invitation`), alike for a secret
    that is wrong, spent, expired or void, `AlreadyRepresentative` and `ForAnotherAddress`.
    """
    _check_person(by)
    await hold_own_account(session, by)
    await check_access_holds(session, by=by)
    now = clock.now()
    offer = await repository.offer_to_answer(session, secret=secret, now=now)
    own = await session.get_one(Account, by.subject)
    check_addressee(
        only=offer.invitation.addressee_only,
        is_addressee=own.email_key == offer.invitation.email_key,
        is_inviter=offer.invitation.invited_by == by.subject,
    )
    organisation_id = offer.organisation.id
    roles = cast("list[Role]", offer.invitation.roles)
    administrators = await administrators_of(session, organisation_id) - {by.subject}
    if not await appoint_person(
        session,
        business_clock,
        vault=vault,
        organisation_id=organisation_id,
        account_id=by.subject,
        office="representative",
        roles=roles,
    ) and not await add_roles(
        session, organisation_id=organisation_id, account_id=by.subject, roles=roles
    ):
        raise AlreadyRepresentative("You hold these roles in the organisation already")
    await choose_organisation_if_none(
        session,
        account_id=by.subject,
        organisation_id=organisation_id,
        acts_for=await organisations_of(session, account_id=by.subject),
    )
    offer.invitation.close("accepted", now)
    await post_notice(
        session,
        business_clock,
        organisation_id=organisation_id,
        role="administrator",
        template="representative_joined",
        values={"organisation": offer.organisation.name},
        link=f"/v1/registry/organisations/{organisation_id}/representatives",
        among=administrators,
    )
    return offer


async def refuse_invitation(
    session: AsyncSession, clock: Clock, *, secret: str, by: Caller
) -> None:
    """Refuse an invitation: its secret is spent, and nothing else changes.

    Raises `InvitationNotFound` (`unknown_invitation`), alike for a secret that is wrong, spent,
    expired or void.
    """
    _check_person(by)
    now = clock.now()
    offer = await repository.offer_to_answer(session, secret=secret, now=now)
    offer.invitation.close("refused", now)


async def _hold_to_invite(session: AsyncSession, *, organisation_id: UUID, by: Caller) -> None:
    if by is not PLATFORM:
        # Who was thrown out a moment ago must not leave a way back in.
        await check_access_holds(session, by=by)
    await hold_organisation(session, organisation_id)
    opening = OPENED_BY["invite_representative"]
    await check_acts_for(session, organisation_id=organisation_id, by=by, roles=opening)
    held = await roles_held(session, account_id=by.subject, organisation_id=organisation_id)
    if by is PLATFORM or not held.isdisjoint(opening):
        return
    if await is_represented(session, organisation_id=organisation_id):
        raise NotItsRepresentative("Whoever represents the organisation invites others to")


def _check_person(by: Caller) -> None:
    # A key limited to a few scopes could otherwise make its thief a representative, who holds
    # them all and stays when the key is revoked.
    if not in_person(by):
        raise PersonOnly("Only a person can invite, or answer an invitation, by its own login")
