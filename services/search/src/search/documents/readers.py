"""Our own tolerant models of what the registry and the marketplace announce of what is found."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, Field

from search.reading import FactRead, Part, Text, Texts
from shared.money import parse_cents


class Price(Part):
    """An amount of EUR."""

    amount: Text
    currency: Literal["EUR"] = "EUR"

    @property
    def cents(self) -> int:
        return parse_cents(self.amount)


def _exact(price: Price) -> Price:
    if price.cents < 0:
        raise ValueError("a price is not negative")
    return price


ExactPrice = Annotated[Price, AfterValidator(_exact)]


class OrganisationRead(FactRead):
    """Of organisation.registered, organisation.updated and member.admitted."""

    name: Text
    names: Texts = Field({})
    stages: list[Text] = Field([])
    roles: list[Text] = Field([])
    region: Text | None = None
    descriptions: Texts = Field({}, validation_alias="description")
    languages: list[Text] = Field([])
    may: list[object] | None = None
    """What its standing lets it do; facts of before there were standings have none."""

    @property
    def findable(self) -> bool:
        """Whether anything of it may be found: what it publishes, while it may publish."""
        return self.may is None or "publish" in self.may

    @property
    def titles(self) -> dict[str, str]:
        """Its names; the one it is registered under stands where a Latvian one is missing."""
        return {"lv": self.name, **self.names}


class CompetenceRead(FactRead):
    """Of competence.declared and competence.withdrawn."""

    organisation_id: UUID
    stage: Text | None = None
    role: Text | None = None
    titles: Texts = Field(validation_alias="title")
    descriptions: Texts = Field({}, validation_alias="description")
    languages: list[Text] = Field([])
    status: Text = "declared"


class _OfferRead(FactRead):
    organisation_id: UUID = Field(validation_alias="provider_id")
    titles: Texts = Field(validation_alias="title")
    descriptions: Texts = Field({}, validation_alias="description")
    region: Text | None = None
    languages: list[Text] = Field([])
    status: Text = "published"
    published_at: AwareDatetime | None = None


class ListingRead(_OfferRead):
    """Of listing.published, listing.updated and listing.withdrawn."""

    stage: Text | None = None
    role: Text | None = None
    price: ExactPrice
    price_unit: Text | None = None


class EquipmentRead(_OfferRead):
    """Of equipment.published, equipment.updated and equipment.withdrawn."""

    category: Text | None = None
    day_rate: ExactPrice
