"""Making an invitation, and mailing its secret."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.actors import account_of
from registry.identity.accounts.rules import email_key
from registry.identity.secrets import fingerprint, new_secret
from registry.invitations import repository
from registry.invitations.orm import Invitation
from registry.invitations.rules import LIFETIME
from registry.mail.use_cases import post_mail
from registry.organisations.repository import find_organisation
from registry.vault import Vault
from registry.vocabulary import Role
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id
from shared.texts import Language


def new_invitation(
    *,
    organisation_id: UUID,
    email: str,
    roles: Collection[Role],
    by: Caller,
    now: datetime,
    addressee_only: bool = False,
) -> tuple[Invitation, str]:
    """An invitation that is not written yet, and the secret that its mail is to tell."""
    secret = new_secret()
    invitation = Invitation(
        id=new_id(),
        organisation_id=organisation_id,
        office="representative",
        roles=sorted(roles),
        email=email,
        email_key=email_key(email),
        addressee_only=addressee_only,
        secret_hash=fingerprint(secret),
        status="open",
        invited_by=account_of(by),
        created_at=now,
        expires_at=now + LIFETIME,
    )
    return invitation, secret


async def mail_invitation(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    invitation: Invitation,
    secret: str,
    language: Language,
    by: Caller,
) -> bool:
    """Mail the secret to the address; False when that got enough mails for now."""
    organisation = await find_organisation(session, invitation.organisation_id)
    return await post_mail(
        session,
        clock,
        vault=vault,
        to=invitation.email,
        kind="invitation",
        language=language,
        values={
            "organisation": organisation.name,
            "inviter": await repository.name_of(session, by),
            "secret": secret,
            "expires": invitation.expires_at.date().isoformat(),
        },
        expires_at=invitation.expires_at,
    )
