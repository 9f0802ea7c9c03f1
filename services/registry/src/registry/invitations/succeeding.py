"""Inviting an administrator on behalf of an organisation that has none who acts."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.accounts.rules import email_key
from registry.invitations import repository
from registry.invitations.composing import mail_invitation, new_invitation
from registry.invitations.orm import Invitation
from registry.vault import Vault
from shared.callers import Caller
from shared.clocks import Clock
from shared.texts import Language


async def invite_administrator(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    organisation_id: UUID,
    email: str,
    language: Language,
    by: Caller,
) -> Invitation | None:
    """Invite somebody to administer the organisation, for who holds it and has judged that.

    Accepted by an account with that very address alone, and not by who invites. It takes the place
    of an earlier invitation to the address, and no bound on open ones stands in its way. None when
    the address got enough mails for now. `clock` is the system's.
    """
    earlier = await repository.open_invitation_to(
        session, organisation_id=organisation_id, email_key=email_key(email)
    )
    invitation, secret = new_invitation(
        organisation_id=organisation_id,
        email=email,
        roles=["administrator"],
        by=by,
        now=clock.now(),
        addressee_only=True,
    )
    if not await mail_invitation(
        session, clock, vault=vault, invitation=invitation, secret=secret, language=language, by=by
    ):
        return None
    await repository.add_in_place_of(session, earlier, invitation)
    return invitation
