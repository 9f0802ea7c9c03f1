"""The shapes of an organisation's people over HTTP."""

from uuid import UUID

from pydantic import AliasPath, Field

from registry.schemas import Input, Output, Roles
from registry.vocabulary import Role


class RepresentativeOut(Output):
    """One of an organisation's people, and what it does there."""

    account_id: UUID = Field(validation_alias=AliasPath("account", "id"))
    email: str = Field(validation_alias=AliasPath("account", "email"))
    name: str = Field(validation_alias=AliasPath("account", "name"))
    roles: list[Role] = Field(validation_alias=AliasPath("delegation", "roles"))
    version: int = Field(validation_alias=AliasPath("delegation", "version"))


class RepresentativeChanges(Input):
    """What the person is to do from now on, instead of what it did."""

    roles: Roles
