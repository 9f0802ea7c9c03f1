"""What the registry announces about organisations: always the whole public state."""

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from shared.events import Fact


class PostalAddress(BaseModel):
    """Where the organisation has its seat."""

    model_config = ConfigDict(frozen=True)

    street: str
    city: str
    postal_code: str
    country: str = Field(description="ISO 3166-1 alpha-2")


class OrganisationState(Fact):
    """An organisation of the public directory, a member of the cluster or not."""

    name: str
    names: dict[str, str] = Field(description="The name by language (lv, en, lt, et)")
    sector: str = Field(description="private, education_research, public or finance")
    kinds: list[str] = Field(
        description="producer, resource_holder, intermediary, distributor; may be empty"
    )
    stages: list[str] = Field(description="Value-chain stages, codes of the taxonomy")
    roles: list[str] = Field(description="Roles within these stages, codes of the taxonomy")
    region: str = Field(
        description="riga, kurzeme, zemgale, latgale, vidzeme, lithuania, estonia or abroad"
    )
    country: str = Field(description="ISO 3166-1 alpha-2")
    registration_number: str = Field(description="Unique within the country")
    vat_number: str | None = Field(default=None, description="With its country prefix")
    address: PostalAddress
    email: str | None = None
    website: str | None = None
    description: dict[str, str] = Field(description="By language (lv, en, lt, et)")
    languages: list[str] = Field(description="Languages in which it serves clients")
    membership: Literal["none", "member", "former"]
    member_since: datetime | None = None


class OrganisationRegistered(OrganisationState):
    """An organisation entered the directory."""

    type: ClassVar[str] = "avt.registry.organisation.registered.v1"


class OrganisationUpdated(OrganisationState):
    """An organisation's entry in the directory changed."""

    type: ClassVar[str] = "avt.registry.organisation.updated.v1"


class MemberAdmitted(OrganisationState):
    """An organisation became a member of the cluster, by the board's decision or by founding it."""

    type: ClassVar[str] = "avt.registry.member.admitted.v1"
