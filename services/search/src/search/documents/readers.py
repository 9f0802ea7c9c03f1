"""Our own tolerant models of what the registry and the marketplace announce.

Only what search uses is read; everything else is ignored. What is read must be
storable: a NUL in a text makes an event undecodable, since it always will be.
"""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from search.documents.rules import LANGUAGES
from shared.money import parse_cents

_HIGHEST = 2**63 - 1


def _storable(text: str) -> str:
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("not storable")
    return text


def _known_languages(texts: dict[str, str]) -> dict[str, str]:
    return {language: text for language, text in texts.items() if language in LANGUAGES and text}


Text = Annotated[str, AfterValidator(_storable)]
Texts = Annotated[dict[str, Text], AfterValidator(_known_languages)]
Cents = Annotated[int, Field(ge=0, le=_HIGHEST)]


class _Reader(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Price(_Reader):
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


class _State(_Reader):
    id: UUID
    version: int = Field(ge=0, le=_HIGHEST)


class OrganisationState(_State):
    """Of organisation.registered, organisation.updated and member.admitted."""

    name: Text
    names: Texts = {}
    stages: list[Text] = []
    roles: list[Text] = []
    region: Text | None = None
    description: Texts = {}
    languages: list[Text] = []

    @property
    def titles(self) -> dict[str, str]:
        """Its names; the one it is registered under stands where a Latvian one is missing."""
        return {"lv": self.name, **self.names}


class CompetenceState(_State):
    """Of competence.declared and competence.withdrawn."""

    organisation_id: UUID
    stage: Text | None = None
    role: Text | None = None
    title: Texts
    description: Texts = {}
    languages: list[Text] = []
    status: Text = "declared"


class _OfferState(_State):
    provider_id: UUID
    title: Texts
    description: Texts = {}
    region: Text | None = None
    languages: list[Text] = []
    status: Text = "published"
    published_at: AwareDatetime | None = None


class ListingState(_OfferState):
    """Of listing.published, listing.updated and listing.withdrawn."""

    stage: Text | None = None
    role: Text | None = None
    price: ExactPrice
    price_unit: Text | None = None


class EquipmentState(_OfferState):
    """Of equipment.published, equipment.updated and equipment.withdrawn."""

    category: Text | None = None
    day_rate: ExactPrice
