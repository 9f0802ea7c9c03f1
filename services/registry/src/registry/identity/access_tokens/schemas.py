"""What a caller gets when it has proved who it is."""

from typing import Annotated, Literal

from pydantic import Field

from registry.schemas import Output
from registry.vocabulary import Scope
from shared.texts import Unique

Scopes = Annotated[list[Scope], Field(min_length=1, max_length=20), Unique]
"""At least one scope, none twice."""


class AccessOut(Output):
    """An access token; send it as `Authorization: Bearer …`."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 (a scheme, not a secret)
    expires_in: int
    """Seconds."""
