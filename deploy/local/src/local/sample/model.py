"""What the sample consists of: plain values, in the words of the services' own schemas."""

from dataclasses import dataclass
from uuid import UUID

Texts = dict[str, str]
"""A text by language: lv, en and sometimes lt, et."""


@dataclass(frozen=True, slots=True)
class Address:
    """A seat; ``country`` is ISO 3166-1 alpha-2."""

    street: str
    city: str
    postal_code: str
    country: str


@dataclass(frozen=True, slots=True)
class Organisation:
    """An entry of the directory; ``key`` is the sample's own name for it ("film_studio-007")."""

    key: str
    profile: str
    id: UUID
    name: str
    names: Texts
    sector: str
    kinds: tuple[str, ...]
    stages: tuple[str, ...]
    roles: tuple[str, ...]
    region: str
    registration_number: str
    vat_number: str | None
    address: Address
    email: str
    website: str
    description: Texts
    languages: tuple[str, ...]
    founding: bool


@dataclass(frozen=True, slots=True)
class Competence:
    """Something that an organisation says it can do."""

    id: UUID
    organisation: str
    stage: str
    role: str
    title: Texts
    description: Texts
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A priced offer; ``price`` is net EUR cents per ``price_unit``."""

    id: UUID
    organisation: str
    stage: str
    role: str
    title: Texts
    description: Texts
    region: str
    price: int
    price_unit: str
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Equipment:
    """Things for rent; ``day_rate`` is net EUR cents for one piece and one day."""

    id: UUID
    organisation: str
    category: str
    title: Texts
    description: Texts
    day_rate: int
    quantity: int
    region: str


@dataclass(frozen=True, slots=True)
class Sample:
    """The whole sample cluster, in the order in which it is loaded."""

    organisations: tuple[Organisation, ...]
    competences: tuple[Competence, ...]
    listings: tuple[Listing, ...]
    equipment: tuple[Equipment, ...]

    @property
    def founding_members(self) -> tuple[Organisation, ...]:
        """Return the organisations that are members by founding the cluster."""
        return tuple(one for one in self.organisations if one.founding)

    def organisation(self, key: str) -> Organisation:
        """Return the organisation of that sample key; KeyError when there is none."""
        for one in self.organisations:
            if one.key == key:
                return one
        raise KeyError(key)
