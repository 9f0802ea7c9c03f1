"""A login's shapes over HTTP."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from registry.identity.access_tokens.schemas import AccessOut
from registry.schemas import Input, Output, Storable

Secret = Annotated[str, StringConstraints(min_length=1, max_length=256), Storable]
Login = Annotated[str, StringConstraints(min_length=1, max_length=254), Storable]


class LoginIn(Input):
    """Who wants to log in, and for which organisation."""

    # Bounded, but of no form: a login is refused alike for what can be no address at all.
    email: Login
    password: Secret = Field(repr=False, json_schema_extra={"format": "password"})
    organisation_id: UUID | None = Field(
        default=None,
        description="Whom to act for; without it whom the person chose last, or nobody",
    )
    refresh_token: Secret | None = Field(
        default=None,
        repr=False,
        description="Of a login of the same person that lives on this device: failures of others "
        "do not hold it up. It is not used up",
    )


class RefreshIn(Input):
    """A refresh token, and whom to act for from now on."""

    refresh_token: Secret = Field(repr=False)
    organisation_id: UUID | None = Field(
        default=None, description="Whom to act for from now on; without it as before"
    )


class SessionOut(AccessOut):
    """An access token and the refresh token that gives the next one; it works once."""

    refresh_token: str


class LoginOut(Output):
    """A living login of one's own."""

    id: UUID
    created_at: datetime = Field(description="Since when")
    last_used_at: datetime = Field(description="When it was made or last refreshed")
    expires_at: datetime = Field(description="Then it ends, however it is used")
    organisation_id: UUID | None = Field(description="Whom it acts for")
    client_hint: str | None = Field(
        description="Browser and system, without versions; null where we know neither",
        examples=["Firefox, Linux"],
    )
    is_current: bool = Field(description="Whether the token in use is of this login")
