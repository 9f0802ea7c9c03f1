"""What listings announce: each fact is the listing's whole state."""

from datetime import datetime
from typing import ClassVar, Self
from uuid import UUID

from marketplace.listings.orm import Listing
from marketplace.vocabulary import OfferStatus, PriceUnit, Stage
from shared.messaging.events import Fact
from shared.money import Money
from shared.texts import Code, Language, LocalisedLine, LocalisedParagraph


class ListingState(Fact):
    """A listing as of `version`; `price` is net of VAT, per `price_unit`."""

    provider_id: UUID
    title: LocalisedLine
    description: LocalisedParagraph
    stage: Stage
    role: Code
    region: Code
    price: Money
    price_unit: PriceUnit
    languages: list[Language]
    status: OfferStatus
    published_at: datetime | None

    @classmethod
    def of(cls, row: Listing) -> Self:
        """The state of a row."""
        names = [name for name in cls.model_fields if name != "price"]
        values = {name: getattr(row, name) for name in names}
        return cls(**values, price=Money.of(row.price_cents))


class ListingPublished(ListingState):
    """A provider has made a listing public."""

    type: ClassVar[str] = "avt.marketplace.listing.published.v1"


class ListingUpdated(ListingState):
    """A provider has changed a listing that was already public."""

    type: ClassVar[str] = "avt.marketplace.listing.updated.v1"


class ListingWithdrawn(ListingState):
    """A provider has taken a listing back; it must no longer be found."""

    type: ClassVar[str] = "avt.marketplace.listing.withdrawn.v1"
