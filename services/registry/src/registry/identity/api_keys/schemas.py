"""An API key's shapes over HTTP."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from registry.identity.access_tokens.schemas import Scopes
from registry.schemas import Input, Moment, Output, Storable
from registry.vocabulary import Scope
from shared.texts import Line


class ApiKeyIn(Input):
    """What the key is for, what it may do, and until when."""

    name: Line
    scopes: Scopes
    expires_at: Moment


class ApiKeyOut(Output):
    """An API key without its secret."""

    id: UUID
    prefix: str
    name: str
    organisation_id: UUID | None
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime


class NewApiKeyOut(ApiKeyOut):
    """An API key that was just made, whole: it is not shown again."""

    api_key: str = Field(examples=["avt1f2e3d4c5b6a.Zm9v…"])


class ApiKeyExchangeIn(Input):
    """An API key to be exchanged."""

    api_key: Annotated[str, StringConstraints(min_length=1, max_length=256), Storable] = Field(
        repr=False
    )
