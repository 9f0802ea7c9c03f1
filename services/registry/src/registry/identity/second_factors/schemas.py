"""A second factor's shapes over HTTP."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from registry.identity.accounts.schemas import PresentPassword
from registry.identity.second_factors.rules import Change
from registry.schemas import Input, Output, Storable
from shared.texts import Language, Line

Otp = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^[0-9]{6}$"),
]
"""The six digits that a person's app shows now."""

Recovery = Annotated[
    str,
    StringConstraints(min_length=1, max_length=40),
    Storable,
]
"""A recovery code, however it is spaced."""


class SecondFactorIn(Input):
    """What to call a new second factor, and the present password."""

    name: Line
    current_password: PresentPassword
    language: Language = Field(default="lv", description="Of the mails about it")


class SecondFactorOut(Output):
    """A second factor of one's own; its secret is not shown again."""

    id: UUID
    name: str
    created_at: datetime
    confirmed_at: datetime | None = Field(description="Null until its first code has come")
    last_used_at: datetime | None


class NewSecondFactorOut(SecondFactorOut):
    """A second factor that waits for its first code, with its secret, shown this once."""

    secret: str = Field(description="To be typed into an app (base 32)")
    otpauth_uri: str = Field(description="To be shown to an app as a QR code")


class FirstCodeIn(Input):
    """The code that the app shows first."""

    otp: Otp = Field(repr=False)


class ConfirmedSecondFactorOut(SecondFactorOut):
    """A second factor that counts from now on."""

    recovery_codes: list[str] | None = Field(
        description="With the first factor: shown this once; each stands in for a code, once"
    )


class RecoveryCodesOut(Output):
    """New recovery codes, shown this once."""

    recovery_codes: list[str]


class RecoveryCodesLeftOut(Output):
    """How many recovery codes are not used."""

    left: int


class FactorChangeOut(Output):
    """What was done with one's second factors, and when."""

    id: UUID
    change: Change
    reason: str | None = Field(description="The operator's, for what it removed")
    at: datetime
