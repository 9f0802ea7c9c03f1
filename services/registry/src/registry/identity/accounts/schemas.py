"""An account's shapes over HTTP."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from registry.identity.accounts.rules import MAX_LENGTH
from registry.identity.address_proofs.schemas import Code
from registry.schemas import Email, Input, Output, Storable
from shared.texts import Language, Line

Password = Annotated[str, StringConstraints(min_length=1, max_length=MAX_LENGTH), Storable]

PresentPassword = Annotated[
    str,
    StringConstraints(min_length=1, max_length=256),
    Storable,
    Field(repr=False, json_schema_extra={"format": "password"}),
]
"""The password as it is now, whatever was allowed when it was chosen."""


class AccountRequestIn(Input):
    """Who wants an account, and in which language to write to that address."""

    email: Email
    name: Line
    language: Language = "lv"


class AccountConfirmationIn(Input):
    """The code from the mail, and the password from now on."""

    token: Code
    password: Password = Field(
        description="12-128 characters, without the name or the address",
        repr=False,
        json_schema_extra={"format": "password"},
    )
    name: Line | None = Field(
        default=None,
        description="From now on; without it the one that the account was asked for with, which "
        "may have been somebody else",
    )


class AccountOut(Output):
    """An account, as its owner sees it."""

    id: UUID
    email: str
    name: str
