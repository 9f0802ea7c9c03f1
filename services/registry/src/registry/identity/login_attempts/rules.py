"""How many guesses are heard, whatever the guesser does; pure decisions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Final

FREE_ATTEMPTS: Final = 5
"""Failures in a row that cost nothing: people mistype."""

FIRST_PAUSE: Final = timedelta(seconds=30)
LONGEST_PAUSE: Final = timedelta(minutes=15)
"""Between two guesses that are heard, once they have used up what is free."""

FORGOTTEN_AFTER: Final = timedelta(hours=24)
"""The longest window in which failures are counted."""


@dataclass(frozen=True, slots=True)
class Bound:
    """How many failures are free in a window that begins with the first; then pauses begin."""

    free: int
    window: timedelta = FORGOTTEN_AFTER


ONE_BY_ONE: Final = Bound(FREE_ATTEMPTS)
"""For one address from one origin, and for a device that the account knows."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What is counted more widely, so that many addresses or many origins are no way around.

    `per_origin`: over all addresses that one origin tries; an office has many people.
    `per_address`: over all origins that try one address; so high that strangers reach it by a siege
    only, and then a known device and a reset by mail still let the owner in.
    """

    per_origin: Bound = Bound(100, timedelta(hours=1))
    per_address: Bound = Bound(100)


def pause_left(
    *, failures: int, last_failed_at: datetime, now: datetime, free: int = FREE_ATTEMPTS
) -> int:
    """The whole seconds until the next attempt is heard; 0: now.

    The last free failure costs 30 s, each further one twice as long, at most 15 minutes.
    """
    if failures < free:
        return 0
    # Beyond a few doublings the longest pause holds anyway, and 2**n would overflow.
    doublings = min(failures - free, 10)
    factor: int = 2**doublings
    pause = min(FIRST_PAUSE * factor, LONGEST_PAUSE)
    return max(0, ceil((last_failed_at + pause - now).total_seconds()))
