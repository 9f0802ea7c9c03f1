"""What the registry announces about organisations: always the whole public state."""

from datetime import UTC, date, datetime
from typing import Any, ClassVar, Final, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from registry.organisations.orm import Organisation
from registry.vocabulary import Capacity, Membership, Power, Standing
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
    capacities: list[Capacity] | None = Field(
        default=None, description="What it is to the platform; null: not told"
    )
    registration_number: str = Field(description="Unique within the country and the register")
    register_name: str | None = Field(
        default=None, description="The court or state that keeps it, where the numbers repeat"
    )
    vat_number: str | None = Field(default=None, description="With its country prefix")
    address: PostalAddress
    email: str | None = None
    website: str | None = None
    description: dict[str, str] = Field(description="By language (lv, en, lt, et)")
    languages: list[str] = Field(description="Languages in which it serves clients, of ISO 639")
    membership: Membership
    member_since: datetime | None = None
    standing: Standing | None = Field(
        default=None, description="Told more finely than `membership`; null: nothing but that"
    )
    may: list[Power] | None = Field(
        default=None,
        description="What the standing lets it do; null, as before there were standings: all",
    )
    member_until: datetime | None = Field(
        default=None, description="When the membership ends or has ended, once that is settled"
    )
    member_number: int | None = Field(
        default=None, description="In the order of admissions, without gaps; kept for good"
    )
    dues_class: str | None = Field(
        default=None, description="What class of dues a member pays, for billing to price"
    )
    start: date | None = Field(
        default=None, description="The day in Europe/Riga on which the membership begins or began"
    )
    closed_at: datetime | None = Field(
        default=None, description="Since when the entry is closed, and `may` empty; null: open"
    )
    merged_into: UUID | None = Field(
        default=None, description="The entry that a closed one was a duplicate of"
    )


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
    return fact.model_validate(organisation, from_attributes=True)


_STATE: Final[dict[str, Any]] = {
    "id": UUID("0198c0de-0000-7000-8000-000000000001"),
    "version": 1,
    "name": "SIA Dzintara kadrs",
    "names": {"lv": "SIA Dzintara kadrs", "en": "Amber Frame Ltd"},
    "sector": "private",
    "kinds": ["producer"],
    "stages": ["production", "post_production"],
    "roles": ["av_production", "editing"],
    "capacities": ["client", "provider"],
    "region": "riga",
    "country": "LV",
    "registration_number": "40000000015",
    "vat_number": "LV40000000015",
    "address": PostalAddress(
        street="Parauga iela 1", city="Rīga", postal_code="LV-1001", country="LV"
    ),
    "email": "info@dzintara-kadrs.example",
    "website": "https://dzintara-kadrs.example",
    "description": {"lv": "Īsfilmas un reklāmas", "en": "Short films and commercials"},
    "languages": ["lv", "en"],
    "membership": "none",
    "member_since": None,
    "standing": "none",
    "may": ["publish", "bid"],
    "member_until": None,
    "member_number": None,
    "dues_class": None,
    "start": None,
}
_EDITED = {**_STATE, "version": 2, "website": None, "description": {"lv": "Īsfilmas"}}
_ADMITTED = {
    **_STATE,
    "version": 3,
    "membership": "member",
    "member_since": datetime(2026, 9, 1, 12, 0, tzinfo=UTC),
    "standing": "member",
    "may": ["publish", "bid", "count_as_member", "vote", "hold_office", "member_rate"],
    "member_number": 24,
    "dues_class": "private_small",
    "start": date(2026, 9, 1),
}

EXAMPLES: Final = (
    OrganisationRegistered(**_STATE),
    OrganisationUpdated(**_EDITED),
    MemberAdmitted(**_ADMITTED),
)
"""One of each type, as its contract shows it; names, numbers and addresses are invented."""
