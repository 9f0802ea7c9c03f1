"""An invitation's shapes over HTTP."""

from datetime import datetime
from typing import Annotated, cast
from uuid import UUID

from pydantic import Field, StringConstraints

from registry.invitations.orm import Invitation
from registry.invitations.rules import Kept, Status, status_at
from registry.schemas import Email, Input, Output, Storable
from registry.vocabulary import Office
from shared.texts import Language


class InvitationIn(Input):
    """Where the invitation is sent, and in which language it is written."""

    email: Email
    language: Language = "lv"


class InvitationOut(Output):
    """An invitation, as who invites sees it: nothing in it tells whether the address has an
    account."""

    id: UUID
    email: str = Field(description="As it was given")
    office: Office
    status: Status = Field(description="`void`: who invited may no longer do so")
    created_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, invitation: Invitation, *, now: datetime) -> "InvitationOut":
        return cls(
            id=invitation.id,
            email=invitation.email,
            office=cast("Office", invitation.office),
            status=status_at(
                cast("Kept", invitation.status), expires_at=invitation.expires_at, now=now
            ),
            created_at=invitation.created_at,
            expires_at=invitation.expires_at,
        )


class SecretIn(Input):
    """The secret of an invitation, as its mail tells it."""

    secret: Annotated[str, StringConstraints(min_length=1, max_length=256), Storable] = Field(
        repr=False
    )


class OfferOut(Output):
    """What the holder of a secret is invited to, or has accepted."""

    organisation_id: UUID
    organisation_name: str
    office: Office
    expires_at: datetime = Field(description="Until when the invitation can be answered")
