"""A representative's shapes over HTTP."""

from uuid import UUID

from pydantic import Field

from registry.schemas import Output


class RepresentativeOut(Output):
    """A person that acts for an organisation."""

    account_id: UUID = Field(validation_alias="id")
    email: str
    name: str
