"""Our own tolerant model of the registry's organisation facts: what invoices and fees need."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from billing.amounts.fields import Moment
from billing.organisations.rules import MEMBER_RATE, known_standing

REGISTERED = "avt.registry.organisation.registered.v1"
UPDATED = "avt.registry.organisation.updated.v1"
ADMITTED = "avt.registry.member.admitted.v1"


def _words(value: Any) -> Any:
    # Of words of tomorrow we know nothing: they are left out, whatever they are.
    return [word for word in value if word == MEMBER_RATE] if isinstance(value, list) else value


class AddressRead(BaseModel):
    """Where the organisation is."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    street: str
    city: str
    postal_code: str


class OrganisationRead(BaseModel):
    """An organisation as of `version`; everything else that is announced is ignored."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: UUID
    version: int = Field(ge=1, lt=2**31)
    name: str
    country: str = Field(pattern=r"^[A-Z]{2}$")
    registration_number: str
    vat_number: str | None = None
    address: AddressRead
    email: str | None = None
    membership: Literal["none", "member", "former"]
    member_since: Moment | None = None
    # Facts of before there were standings have neither, and withhold nothing.
    standing: Annotated[str | None, BeforeValidator(known_standing)] = None
    may: Annotated[list[str] | None, BeforeValidator(_words)] = None
    member_until: Moment | None = None
