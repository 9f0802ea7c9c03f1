"""What equipment refuses, beside what any offer refuses."""

from typing import ClassVar

from shared.errors import NotFound


class EquipmentNotFound(NotFound):
    """No such equipment item, or it is another's draft."""

    title: ClassVar[str] = "No such equipment item"
