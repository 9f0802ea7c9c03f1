"""What those who have to prove an address send and are told."""

from typing import Annotated

from pydantic import Field, StringConstraints

from registry.identity.address_proofs.rules import LIFETIME
from registry.schemas import Output, Storable

Code = Annotated[
    str,
    StringConstraints(min_length=1, max_length=256),
    Storable,
    Field(
        description="From the mail; it works once",
        repr=False,
        json_schema_extra={"format": "password"},
    ),
]


class CodeMailedOut(Output):
    """A mail says the rest. The same for everybody, whether or not an account has the address."""

    expires_in: int = Field(
        default=int(LIFETIME.total_seconds()),
        description="Seconds for which a code in the mail is good",
    )
