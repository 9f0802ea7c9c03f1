"""What the registry announces about organisations: always the whole public state."""

from datetime import datetime
from typing import ClassVar, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field

from registry.organisations.orm import Organisation
from registry.vocabulary import Membership
from shared.messaging.events import Fact


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
    membership: Membership
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
    # It tells of the organisation, whose versions the other two count as well.
    stream: ClassVar[str] = "organisation.v1"


State = TypeVar("State", bound=OrganisationState)


def state_of(organisation: Organisation, fact: type[State]) -> State:
    """The organisation as it stands, in the shape of one of the facts above."""
    return fact(
        id=organisation.id,
        version=organisation.version,
        name=organisation.name,
        names=organisation.names,
        sector=organisation.sector,
        kinds=organisation.kinds,
        stages=organisation.stages,
        roles=organisation.roles,
        region=organisation.region,
        country=organisation.country,
        registration_number=organisation.registration_number,
        vat_number=organisation.vat_number,
        address=PostalAddress(
            street=organisation.street,
            city=organisation.city,
            postal_code=organisation.postal_code,
            country=organisation.address_country,
        ),
        email=organisation.email,
        website=organisation.website,
        description=organisation.description,
        languages=organisation.languages,
        membership=cast("Membership", organisation.membership),
        member_since=organisation.member_since,
    )
