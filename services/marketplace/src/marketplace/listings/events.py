"""What listings announce: each fact is the listing's whole state."""

from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from pydantic import ConfigDict

from marketplace.examples import PROVIDER, an_id, at
from marketplace.vocabulary import OfferStatus, PriceUnit, Stage
from shared.messaging.events import Fact
from shared.money import Money
from shared.texts import Code, Language, LocalisedParagraph, StoredLocalisedLine


class ListingState(Fact):
    """A listing as of `version`; `price` is net of VAT, per `price_unit`."""

    model_config = ConfigDict(from_attributes=True)

    provider_id: UUID
    title: StoredLocalisedLine
    description: LocalisedParagraph
    stage: Stage
    role: Code
    region: Code
    price: Money
    price_unit: PriceUnit
    languages: list[Language]
    status: OfferStatus
    published_at: datetime | None


class ListingPublished(ListingState):
    """A provider has made a listing public."""

    type: ClassVar[str] = "avt.marketplace.listing.published.v1"


class ListingUpdated(ListingState):
    """A provider has changed a listing that was already public."""

    type: ClassVar[str] = "avt.marketplace.listing.updated.v1"


class ListingWithdrawn(ListingState):
    """A provider has taken a listing back; it must no longer be found."""

    type: ClassVar[str] = "avt.marketplace.listing.withdrawn.v1"


_EXAMPLE: Final = ListingPublished(
    id=an_id(10),
    version=2,
    provider_id=PROVIDER,
    title={"lv": "Skaņas ieraksts studijā", "en": "Sound recording in a studio"},
    description={
        "lv": "Balss un mūzikas ieraksts ar skaņu režisoru.",
        "en": "Voice and music recording with a sound engineer.",
    },
    stage="post_production",
    role="recording_studio",
    region="riga",
    price=Money.of(6500),
    price_unit="hour",
    languages=["lv", "en"],
    status="published",
    published_at=at(2),
)

EXAMPLES: Final = (
    _EXAMPLE,
    ListingUpdated(**{**vars(_EXAMPLE), "version": 3, "price": Money.of(7000)}),
    ListingWithdrawn(
        **{**vars(_EXAMPLE), "version": 4, "price": Money.of(7000), "status": "withdrawn"}
    ),
)
