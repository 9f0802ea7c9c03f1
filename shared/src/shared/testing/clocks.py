"""Time that stands still."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class FixedClock:
    """A clock that stands still, for decisions about one given moment."""

    at: datetime

    def now(self) -> datetime:
        return self.at
