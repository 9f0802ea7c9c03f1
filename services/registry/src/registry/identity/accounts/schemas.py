"""An account's shapes over HTTP."""

from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from registry.identity.accounts.rules import MAX_LENGTH
from registry.schemas import Email, Input, Output, Storable
from shared.texts import Line

Password = Annotated[str, StringConstraints(min_length=1, max_length=MAX_LENGTH), Storable]


class AccountIn(Input):
    """Who wants an account."""

    email: Email
    name: Line
    password: Password = Field(
        description="12-128 characters, without the name or the address",
        repr=False,
        json_schema_extra={"format": "password"},
    )


class AccountOut(Output):
    """An account, as its owner sees it."""

    id: UUID
    email: str
    name: str
