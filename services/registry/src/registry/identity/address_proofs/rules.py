"""What a proof of an address is for, and how long it is good; pure decisions."""

from datetime import timedelta
from typing import Final, Literal

Purpose = Literal["account", "password", "email", "undo_email"]

LIFETIME: Final = timedelta(minutes=30)
"""By the system's clock: a sandbox that moves its business clock voids no code."""

UNDONE_WITHIN: Final = timedelta(days=7)
"""So long whoever reads the earlier address of an account can take a change of it back."""

SUSPECT_BEFORE: Final = timedelta(days=7)
"""What was added so shortly before a change that is taken back may be the thief's as well."""
