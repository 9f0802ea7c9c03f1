"""What equipment hands to the service."""

from typing import Final

from marketplace.equipment.events import EXAMPLES
from marketplace.equipment.orm import EquipmentItem
from marketplace.equipment.routes import router
from shared.nouns import Noun

NOUN: Final = Noun("equipment", routers=(router,), tables=(EquipmentItem,), examples=EXAMPLES)
