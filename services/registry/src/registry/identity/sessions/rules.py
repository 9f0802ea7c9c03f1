"""When a login is heard and how long it lasts; pure decisions."""

from datetime import datetime, timedelta
from math import ceil
from typing import Final

FREE_ATTEMPTS: Final = 5
"""Failures in a row that cost nothing: people mistype."""

FIRST_PAUSE: Final = timedelta(seconds=30)
LONGEST_PAUSE: Final = timedelta(minutes=15)
"""Also the longest time for which somebody else's attempts can lock an owner out."""

FORGOTTEN_AFTER: Final = timedelta(hours=24)

SESSION_LIFETIME: Final = timedelta(days=30)
IDLE_LIFETIME: Final = timedelta(days=7)


def pause_left(*, failures: int, last_failed_at: datetime, now: datetime) -> int:
    """The whole seconds until the next attempt is heard; 0: now.

    The fifth failure in a row costs 30 s, each further one twice as long, at most 15 minutes.
    """
    if failures < FREE_ATTEMPTS:
        return 0
    # Beyond a few doublings the longest pause holds anyway, and 2**n would overflow.
    doublings = min(failures - FREE_ATTEMPTS, 10)
    factor: int = 2**doublings
    pause = min(FIRST_PAUSE * factor, LONGEST_PAUSE)
    return max(0, ceil((last_failed_at + pause - now).total_seconds()))


def is_alive(
    *, ended_at: datetime | None, expires_at: datetime, refreshed_at: datetime, now: datetime
) -> bool:
    """Whether a login can still be refreshed: at most 30 days, and 7 since it was last used."""
    return ended_at is None and now < expires_at and now < refreshed_at + IDLE_LIFETIME
