"""What equipment announces: each fact is the item's whole state."""

from datetime import datetime
from typing import ClassVar, Self
from uuid import UUID

from marketplace.equipment.orm import EquipmentItem
from marketplace.vocabulary import OfferStatus
from shared.messaging.events import Fact
from shared.money import Money
from shared.texts import Code, LocalisedLine, LocalisedParagraph


class EquipmentState(Fact):
    """An equipment item as of `version`; `day_rate` is net of VAT, for one piece and one day."""

    provider_id: UUID
    title: LocalisedLine
    description: LocalisedParagraph
    category: Code
    day_rate: Money
    quantity: int
    region: Code
    status: OfferStatus
    published_at: datetime | None

    @classmethod
    def of(cls, row: EquipmentItem) -> Self:
        """The state of a row."""
        names = [name for name in cls.model_fields if name != "day_rate"]
        values = {name: getattr(row, name) for name in names}
        return cls(**values, day_rate=Money.of(row.day_rate_cents))


class EquipmentPublished(EquipmentState):
    """A provider has made an equipment item public."""

    type: ClassVar[str] = "avt.marketplace.equipment.published.v1"


class EquipmentUpdated(EquipmentState):
    """A provider has changed an equipment item that was already public."""

    type: ClassVar[str] = "avt.marketplace.equipment.updated.v1"


class EquipmentWithdrawn(EquipmentState):
    """A provider has taken an equipment item back; it must no longer be found."""

    type: ClassVar[str] = "avt.marketplace.equipment.withdrawn.v1"
