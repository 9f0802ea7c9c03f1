"""What a caller learns about itself."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from registry.identity.accounts.schemas import Password
from registry.schemas import Input, Output, Storable
from registry.vocabulary import Membership, Office, Role


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

    current_password: Annotated[str, StringConstraints(min_length=1, max_length=256), Storable] = (
        Field(repr=False, json_schema_extra={"format": "password"})
    )
    new_password: Password = Field(repr=False, json_schema_extra={"format": "password"})
