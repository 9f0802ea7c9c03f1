"""The pauses of a loop that never gives up: they grow while it fails, and begin anew after.

backoff = Backoff(0.1, 10)
while True:
    try:
        await work()
    except SomethingAway:
        log.warning("paused", seconds=backoff.seconds)
        await backoff.pause()
    else:
        backoff.reset()
"""

import asyncio
import random
from typing import Final

_MOST_DOUBLINGS: Final = 60
"""A loop may fail for years, and a float has an end."""


class Backoff:
    """Pauses of `first` seconds, twice as long after each failure, never longer than `longest`.

    Each is spread over its second half, so that many processes do not storm a server that has
    just come back.
    """

    def __init__(self, first: float, longest: float) -> None:
        self._first = first
        self._longest = longest
        self.failures = 0
        """In a row, since the last `reset`."""

    @property
    def seconds(self) -> float:
        """How long the next pause is at most."""
        return min(self._first * 2.0 ** min(self.failures, _MOST_DOUBLINGS), self._longest)

    def fail(self) -> float:
        """Count a failure; return the seconds to let pass before the next attempt."""
        pause = spread(self.seconds)
        self.failures += 1
        return pause

    async def pause(self) -> None:
        """Count a failure and sleep."""
        await asyncio.sleep(self.fail())

    def reset(self) -> None:
        """It worked: the next failure pauses for `first` seconds again."""
        self.failures = 0


def spread(seconds: float) -> float:
    """A moment in the second half of a pause."""
    return seconds * random.uniform(0.5, 1.0)  # noqa: S311 (it is no secret)
