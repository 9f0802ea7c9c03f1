"""How many second factors there are, and whom they are asked of; pure decisions."""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Final, Literal

from registry.vocabulary import ClusterOffice

Change = Literal[
    "added",
    "removed",
    "recovery_code_used",
    "recovery_codes_renewed",
    "removed_by_operator",
    "removed_by_restoration",
]
"""What was done with a person's second factors."""

MOST: Final = 5
"""Second factors of one person."""

RECOVERY_CODES: Final = 10

CONFIRMED_WITHIN: Final = timedelta(minutes=15)
"""From being shown its secret to the first code."""

FRESH: Final = timedelta(minutes=10)
"""So old may the proof by a second factor be for who changes its second factors."""

OFFICES_THAT_PROVE_TWICE: Final[frozenset[ClusterOffice]] = frozenset(
    {"manager", "board", "coordinator", "accountant", "auditor"}
)
"""Whoever holds one of these decides on others, on their money, or reads what is theirs."""

# Without what is mistaken for another sign on paper: 0 and o, 1, i and l.
_ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"


def new_recovery_code() -> str:
    """Ten random signs, some 49 bits, in two groups for the eye."""
    signs = "".join(secrets.choice(_ALPHABET) for _ in range(10))
    return f"{signs[:5]}-{signs[5:]}"


def as_kept(recovery_code: str) -> str:
    """A recovery code as it counts, however it was typed."""
    return "".join(sign for sign in recovery_code.casefold() if sign.isalnum())


def offices_withheld(roles: Iterable[str], *, proved_twice: bool) -> frozenset[str]:
    """The offices that a token does not bear for want of a second factor."""
    return frozenset() if proved_twice else OFFICES_THAT_PROVE_TWICE.intersection(roles)
