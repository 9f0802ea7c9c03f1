"""What the registry announces about the movable business clock of a sandbox."""

from typing import ClassVar, Final
from uuid import UUID

from pydantic import Field

from shared.messaging.events import Fact


class ClockMoved(Fact):
    """The business clock of the whole platform was moved; sandboxes only."""

    type: ClassVar[str] = "avt.registry.clock.moved.v1"

    offset_seconds: int = Field(description="Business time minus system time, may be negative")


EXAMPLES: Final = (
    ClockMoved(id=UUID("7d1f6f3e-5d1c-5b0e-9f0a-3a8d1c0f7a02"), version=1, offset_seconds=864000),
)
"""One of each type, as its contract shows it."""
