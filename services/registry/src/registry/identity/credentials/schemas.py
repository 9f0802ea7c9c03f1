"""What to revoke, over HTTP."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from registry.schemas import Input, Storable

TokenId = Annotated[str, StringConstraints(min_length=1, max_length=64), Storable]


class RevocationIn(Input):
    """What to revoke: one token, or all that opens the platform to one subject."""

    token_id: TokenId | None = Field(default=None, description="The `jti` of a token")
    subject: UUID | None = Field(default=None, description="The `sub` of tokens")
