"""What the registry announces about the movable business clock of a sandbox."""

from typing import ClassVar

from pydantic import Field

from shared.messaging.events import Fact


class ClockMoved(Fact):
    """The business clock of the whole platform was moved; sandboxes only."""

    type: ClassVar[str] = "avt.registry.clock.moved.v1"

    offset_seconds: int = Field(description="Business time minus system time, may be negative")
