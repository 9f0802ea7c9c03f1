"""What should be true of a vote of the board, counted in plain words, for tests."""

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from uuid import UUID


@dataclass
class Expected:
    """What should be true of a vote."""

    proposal: str
    opener: UUID
    stayed: set[UUID]
    """Who sat on the board at the opening and has not left it."""
    closes: timedelta
    status: str = "open"
    extended: bool = False
    ballots: dict[UUID, list[str]] = field(default_factory=dict)
    counted: set[UUID] = field(default_factory=set)
    figures: tuple[int, ...] | None = None


def by_hand(given: list[str | None]) -> str | None:
    """More than half have to vote, and two; of those more yes than no."""
    cast = [what for what in given if what]
    if len(cast) < 2 or len(cast) * 2 <= len(given):
        return None
    return "passed" if cast.count("yes") > cast.count("no") else "rejected"


def certain(given: list[str | None]) -> str | None:
    """What comes out whatever those do who have not voted."""
    ways = (("yes", "no", "abstain", None) if what is None else (what,) for what in given)
    (first, *others) = {by_hand(list(way)) for way in product(*ways)}
    return None if others else first
