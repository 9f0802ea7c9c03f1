"""A password reset's shapes over HTTP."""

from pydantic import Field

from registry.identity.accounts.schemas import Password
from registry.identity.address_proofs.schemas import Code
from registry.schemas import Email, Input
from shared.texts import Language


class PasswordResetRequestIn(Input):
    """Whose password was forgotten, and in which language to write to that address."""

    email: Email
    language: Language = "lv"


class PasswordResetIn(Input):
    """The code from the mail, and the password from now on."""

    token: Code
    new_password: Password = Field(repr=False, json_schema_extra={"format": "password"})
