"""What listings look like over HTTP."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from marketplace.inputs import Body, Changes, left_out
from marketplace.vocabulary import OfferStatus, PriceUnit, Region, Stage
from shared.money import Money
from shared.texts import (
    Code,
    Language,
    LocalisedLine,
    LocalisedParagraph,
    StoredLocalisedLine,
    Unique,
)

Languages = Annotated[list[Language], Field(min_length=1, max_length=4), Unique]
"""The languages in which the service is given."""


class ListingIn(Body):
    """A service to offer. `price` is net of VAT, per `price_unit`."""

    title: LocalisedLine
    description: LocalisedParagraph
    stage: Stage
    role: Code
    region: Region
    price: Money
    price_unit: PriceUnit
    languages: Languages

    def columns(self) -> dict[str, Any]:
        """The same as the use case takes it."""
        return _columns(dict(self))


class ListingChanges(Changes):
    """What to change in a listing."""

    title: LocalisedLine = left_out()
    description: LocalisedParagraph = left_out()
    stage: Stage = left_out()
    role: Code = left_out()
    region: Region = left_out()
    price: Money = left_out()
    price_unit: PriceUnit = left_out()
    languages: Languages = left_out()

    def columns(self) -> dict[str, Any]:
        """The same as the use case takes it."""
        return _columns(self.given())


def _columns(fields: dict[str, Any]) -> dict[str, Any]:
    price = fields.pop("price", None)
    return fields if price is None else {**fields, "price_cents": price.cents}


class ListingOut(BaseModel):
    """A listing."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    version: int
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
    created_at: datetime
    published_at: datetime | None
