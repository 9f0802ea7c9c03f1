"""What equipment looks like over HTTP."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from marketplace.inputs import Body, Changes, Whole, left_out
from marketplace.vocabulary import OfferStatus, Region
from shared.money import Money
from shared.texts import Code, LocalisedLine, LocalisedParagraph, StoredLocalisedLine

Quantity = Annotated[Whole, Field(ge=1, le=1_000_000)]
"""How many pieces there are."""


class EquipmentIn(Body):
    """An item to rent out. `day_rate` is net of VAT, for one piece and one day."""

    title: LocalisedLine
    description: LocalisedParagraph
    category: Code
    day_rate: Money
    quantity: Quantity
    region: Region

    def columns(self) -> dict[str, Any]:
        """The same as the use case takes it."""
        return _columns(dict(self))


class EquipmentChanges(Changes):
    """What to change in an equipment item."""

    title: LocalisedLine = left_out()
    description: LocalisedParagraph = left_out()
    category: Code = left_out()
    day_rate: Money = left_out()
    quantity: Quantity = left_out()
    region: Region = left_out()

    def columns(self) -> dict[str, Any]:
        """The same as the use case takes it."""
        return _columns(self.given())


def _columns(fields: dict[str, Any]) -> dict[str, Any]:
    day_rate = fields.pop("day_rate", None)
    return fields if day_rate is None else {**fields, "day_rate_cents": day_rate.cents}


class EquipmentOut(BaseModel):
    """An equipment item."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    version: int
    provider_id: UUID
    title: StoredLocalisedLine
    description: LocalisedParagraph
    category: Code
    day_rate: Money
    quantity: int
    region: Code
    status: OfferStatus
    created_at: datetime
    published_at: datetime | None
