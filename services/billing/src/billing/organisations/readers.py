"""Our own tolerant model of the registry's organisation facts: what invoices and fees need."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from billing.amounts.fields import Moment

REGISTERED = "avt.registry.organisation.registered.v1"
UPDATED = "avt.registry.organisation.updated.v1"
ADMITTED = "avt.registry.member.admitted.v1"


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
