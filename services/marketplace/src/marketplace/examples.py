"""Ids and moments that the examples of facts share, so that together they tell one story."""

from datetime import UTC, datetime
from typing import Final
from uuid import UUID


def an_id(number: int) -> UUID:
    """An id that is the same each time."""
    return UUID(f"019a0000-0000-7000-8000-{number:012x}")


def at(day: int, hour: int = 9) -> datetime:
    """A moment in March 2026, in UTC."""
    return datetime(2026, 3, day, hour, tzinfo=UTC)


CLIENT: Final = an_id(1)
PROVIDER: Final = an_id(2)
TENDER: Final = an_id(20)
LOT: Final = an_id(21)
BID: Final = an_id(30)
ORDER: Final = an_id(40)
