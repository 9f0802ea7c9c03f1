"""What a proof of an address is for, and how long it is good; pure decisions."""

from datetime import timedelta
from typing import Final, Literal

Purpose = Literal["account", "password"]

LIFETIME: Final = timedelta(minutes=30)
"""By the system's clock: a sandbox that moves its business clock voids no code."""
