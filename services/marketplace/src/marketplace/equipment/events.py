"""What equipment announces: each fact is the item's whole state."""

from datetime import datetime
from typing import ClassVar, Final
from uuid import UUID

from pydantic import ConfigDict

from marketplace.examples import PROVIDER, an_id, at
from marketplace.vocabulary import OfferStatus
from shared.messaging.events import Fact
from shared.money import Money
from shared.texts import Code, LocalisedParagraph, StoredLocalisedLine


class EquipmentState(Fact):
    """An equipment item as of `version`; `day_rate` is net of VAT, for one piece and one day."""

    model_config = ConfigDict(from_attributes=True)

    provider_id: UUID
    title: StoredLocalisedLine
    description: LocalisedParagraph
    category: Code
    day_rate: Money
    quantity: int
    region: Code
    status: OfferStatus
    published_at: datetime | None


class EquipmentPublished(EquipmentState):
    """A provider has made an equipment item public."""

    type: ClassVar[str] = "avt.marketplace.equipment.published.v1"


class EquipmentUpdated(EquipmentState):
    """A provider has changed an equipment item that was already public."""

    type: ClassVar[str] = "avt.marketplace.equipment.updated.v1"


class EquipmentWithdrawn(EquipmentState):
    """A provider has taken an equipment item back; it must no longer be found."""

    type: ClassVar[str] = "avt.marketplace.equipment.withdrawn.v1"


_EXAMPLE: Final = EquipmentPublished(
    id=an_id(11),
    version=2,
    provider_id=PROVIDER,
    title={"lv": "Kinokameras komplekts", "en": "Cinema camera kit"},
    description={
        "lv": "Kamera, trīs objektīvi un statīvs.",
        "en": "Camera, three lenses and a tripod.",
    },
    category="camera",
    day_rate=Money.of(24000),
    quantity=2,
    region="vidzeme",
    status="published",
    published_at=at(3),
)

EXAMPLES: Final = (
    _EXAMPLE,
    EquipmentUpdated(**{**vars(_EXAMPLE), "version": 3, "quantity": 3}),
    EquipmentWithdrawn(**{**vars(_EXAMPLE), "version": 4, "quantity": 3, "status": "withdrawn"}),
)
