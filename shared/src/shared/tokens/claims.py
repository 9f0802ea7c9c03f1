"""What an access token says."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StrictInt

AUDIENCE = "avt-api"


class Claims(BaseModel):
    """What a token says: who calls, acting for which organisation, allowed what."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    iss: str
    aud: Literal["avt-api"]
    sub: UUID
    jti: str = Field(min_length=1, max_length=64)
    iat: StrictInt = Field(ge=0)
    exp: StrictInt = Field(ge=0)
    nbf: StrictInt | None = None
    org: UUID | None = None
    roles: tuple[str, ...] = ()
    scope: str = ""
    kind: Literal["person", "machine"] = "person"

    @property
    def scopes(self) -> frozenset[str]:
        """The granted scopes."""
        return frozenset(self.scope.split())
