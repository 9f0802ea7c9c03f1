"""A login's shapes over HTTP."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints, computed_field, model_validator
from pydantic_core import PydanticCustomError

from registry.identity.access_tokens.schemas import AccessOut
from registry.identity.second_factors.schemas import Otp, Recovery
from registry.identity.sessions.rules import methods_of
from registry.schemas import Input, Output, Storable

Secret = Annotated[str, StringConstraints(min_length=1, max_length=256), Storable]
Login = Annotated[str, StringConstraints(min_length=1, max_length=254), Storable]


class _Codes(Input):
    otp: Otp | None = Field(
        default=None,
        repr=False,
        description="The six digits that the app shows now; they work once",
    )
    recovery_code: Recovery | None = Field(
        default=None,
        repr=False,
        description="One of the recovery codes, in the place of `otp`; it works once",
    )

    @model_validator(mode="after")
    def _one_code(self) -> "_Codes":
        if self.otp is not None and self.recovery_code is not None:
            raise PydanticCustomError("two_codes", "Send `otp` or `recovery_code`, not both")
        return self


class SecondFactorProofIn(_Codes):
    """A code of the app, or a recovery code: one of the two."""

    @model_validator(mode="after")
    def _some_code(self) -> "SecondFactorProofIn":
        if self.otp is None and self.recovery_code is None:
            raise PydanticCustomError("no_code", "Send `otp` or `recovery_code`")
        return self


class LoginIn(_Codes):
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


class LoginAccessOut(AccessOut):
    """An access token of a login."""

    withheld_roles: list[str] = Field(
        description="Offices of the cluster that the person holds and this token does not bear: "
        "they need a second factor, shown in this login"
    )


class SessionOut(LoginAccessOut):
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
    second_factor_at: datetime | None = Field(
        description="When a code of a second factor was shown in it last"
    )

    @computed_field(  # type: ignore[prop-decorator]
        description="How the person proved itself in it (RFC 8176)"
    )
    @property
    def amr(self) -> list[str]:
        """As the tokens of this login say it."""
        return sorted(methods_of(second_factor=self.second_factor_at is not None))

    is_current: bool = Field(description="Whether the token in use is of this login")
