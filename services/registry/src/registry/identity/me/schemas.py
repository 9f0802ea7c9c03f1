"""What a caller learns about itself."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from registry.identity.accounts.schemas import Password, PresentPassword
from registry.identity.address_proofs.schemas import Code
from registry.schemas import Email, Input, Output
from registry.vocabulary import Membership, Office, Role
from shared.texts import Language, Line


class OwnOrganisationOut(Output):
    """An organisation in which the caller holds office."""

    id: UUID
    name: str
    membership: Membership
    roles: list[Office | Role] = Field(
        description="`representative` beside `administrator`, for programs that know no roles yet"
    )


class MeOut(Output):
    """The caller, as its token names it and as the registry knows it now."""

    subject: UUID
    kind: Literal["person", "machine"]
    name: str
    email: str | None = Field(description="Null for a machine account")
    organisation_id: UUID | None = Field(description="Whom the token acts for")
    roles: list[str] = Field(description="Held there, as the token says")
    scopes: list[str]
    organisations: list[OwnOrganisationOut] = Field(
        description="Those that the person can act for; choose one at login or refresh"
    )


class PasswordChangeIn(Input):
    """The present password and the one from now on."""

    current_password: PresentPassword
    new_password: Password = Field(repr=False, json_schema_extra={"format": "password"})


class NameIn(Input):
    """What the person is called from now on."""

    name: Line


class EmailChangeIn(Input):
    """The address from now on, once proved, and in which language to write there."""

    email: Email
    current_password: PresentPassword
    language: Language = "lv"


class EmailProofIn(Input):
    """The code from the mail to the new address."""

    token: Code


class EmailRestorationIn(Input):
    """The code from the mail to the earlier address."""

    token: Code
