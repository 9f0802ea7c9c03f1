"""The sandbox's clock over HTTP."""

from datetime import datetime

from pydantic import Field

from registry.sandbox.rules import LONGEST_MOVE
from registry.schemas import Input, Output


class ClockIn(Input):
    """Where to set the business clock."""

    offset_seconds: int = Field(
        strict=True,
        ge=-LONGEST_MOVE,
        le=LONGEST_MOVE,
        description="Business time minus system time",
    )


class ClockOut(Output):
    """The business clock of the sandbox."""

    offset_seconds: int
    version: int
    now: datetime
