"""What of an organisation's standing the marketplace understands; pure decisions."""

from collections.abc import Iterable
from typing import Any, Final, Literal, cast, get_args

Power = Literal["publish", "bid"]
"""Of what a standing lets an organisation do, that which is done here."""

STANDINGS: Final = frozenset(
    {"none", "candidate", "member", "suspended", "leaving", "former", "excluded"}
)


def known_standing(word: Any) -> str | None:
    """The standing, if it is one that we know: a word of tomorrow tells us nothing."""
    return word if isinstance(word, str) and word in STANDINGS else None


def known_powers(words: Iterable[Any]) -> list[Power]:
    """Those of the words that name something done here, in our order."""
    said = [word for word in words if isinstance(word, str)]
    return [cast("Power", power) for power in get_args(Power) if power in said]
