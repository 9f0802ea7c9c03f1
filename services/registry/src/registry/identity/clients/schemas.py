"""A machine account's shapes over HTTP."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from registry.identity.access_tokens.schemas import AccessOut, Scopes
from registry.schemas import Input, Output
from registry.vocabulary import Scope
from shared.texts import Line


class ClientIn(Input):
    """The program that needs an identity."""

    name: Line
    scopes: Scopes


class ClientOut(Output):
    """A machine account; `client_id` is also the `sub` of its tokens."""

    client_id: UUID = Field(validation_alias="id")
    name: str
    scopes: list[Scope]
    created_at: datetime


class NewClientOut(ClientOut):
    """A machine account that was just made, with its secret: it is not shown again."""

    client_secret: str


class ClientAccessOut(AccessOut):
    """An access token (RFC 6749 section 5.1)."""

    scope: str = Field(description="The granted scopes, separated by spaces")


class OAuthErrorOut(Output):
    """A refusal as RFC 6749 section 5.2 writes it."""

    error: Literal["invalid_request", "invalid_client", "invalid_scope", "unsupported_grant_type"]
    error_description: str
