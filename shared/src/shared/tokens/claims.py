"""What an access token says."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StringConstraints

AUDIENCE = "avt-api"

SECOND_FACTOR = "otp"
"""In `amr` where a person proved itself by a one-time password beside its own (RFC 8176)."""

Method = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z]{2,10}$")]
"""How somebody proved itself, by its name in RFC 8176."""


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
    amr: tuple[Method, ...] = Field((), max_length=8)
    """How the person proved itself at its login (RFC 8176); nothing in a machine's token."""
    auth_time: StrictInt | None = Field(None, ge=0)
    """When that was, in Unix seconds; a refresh does not make it younger."""

    @property
    def scopes(self) -> frozenset[str]:
        """The granted scopes."""
        return frozenset(self.scope.split())
