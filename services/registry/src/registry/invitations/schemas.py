"""An invitation's shapes over HTTP."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AliasPath, Field, StringConstraints

from registry.invitations.orm import Invitation
from registry.invitations.rules import Status
from registry.schemas import Email, Input, Output, Roles, Storable
from registry.vocabulary import ROLES, Office, Role
from shared.texts import Language


class InvitationIn(Input):
    """Where the invitation is sent, in which language it is written, and to which roles."""

    email: Email
    language: Language = "lv"
    roles: Roles = Field(
        default=list(ROLES),
        description="What the invited person is to do for the organisation; left out: everything",
    )


class InvitationOut(Output):
    """An invitation, as who invites sees it: nothing in it tells whether the address has an
    account."""

    id: UUID
    email: str = Field(description="As it was given")
    office: Office
    roles: list[Role]
    status: Status = Field(description="`void`: who invited may no longer do so")
    created_at: datetime
    expires_at: datetime

    @classmethod
    def at(cls, invitation: Invitation, *, now: datetime) -> "InvitationOut":
        """The invitation as it stands now."""
        kept = cls.model_validate(invitation)
        return kept.model_copy(update={"status": invitation.status_at(now)})


class SecretIn(Input):
    """The secret of an invitation, as its mail tells it."""

    secret: Annotated[str, StringConstraints(min_length=1, max_length=256), Storable] = Field(
        repr=False
    )


class InvitationOfferOut(Output):
    """What the holder of a secret is invited to, or has accepted."""

    organisation_id: UUID = Field(validation_alias=AliasPath("organisation", "id"))
    organisation_name: str = Field(validation_alias=AliasPath("organisation", "name"))
    office: Office = Field(validation_alias=AliasPath("invitation", "office"))
    roles: list[Role] = Field(
        validation_alias=AliasPath("invitation", "roles"),
        description="Beside those that one holds there already",
    )
    expires_at: datetime = Field(
        validation_alias=AliasPath("invitation", "expires_at"),
        description="Until when the invitation can be answered",
    )
