"""What each standing lets an organisation do: dated data, the newest that has begun counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from registry.vocabulary import Power, Standing

_ALL: Final[tuple[Power, ...]] = (
    "publish",
    "bid",
    "count_as_member",
    "vote",
    "hold_office",
    "member_rate",
)
_AS_EVERYBODY: Final[tuple[Power, ...]] = ("publish", "bid")


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingPolicy:
    """The table standing x may, from `valid_from` on; `checked`: the cluster has confirmed it."""

    valid_from: datetime
    may: Mapping[Standing, tuple[Power, ...]]
    source: str
    checked: bool


POLICIES: Final = (
    StandingPolicy(
        # Midnight of 1 January 2020 in Riga, like the platform's other first rows of dated data.
        valid_from=datetime(2019, 12, 31, 22, tzinfo=UTC),
        may={
            "none": _AS_EVERYBODY,
            "candidate": _AS_EVERYBODY,
            "member": _ALL,
            "suspended": ("count_as_member",),
            "leaving": ("count_as_member", "vote", "member_rate"),
            "former": _AS_EVERYBODY,
            "excluded": (),
        },
        source="The founding brochure lets members and, for a fee, others place offers; the rest "
        "is a rule chosen for the start of the platform, which the cluster has still to confirm.",
        checked=False,
    ),
)


def policy_at(now: datetime) -> StandingPolicy:
    """The table that counts at this moment; before the first has begun, that one."""
    begun = [policy for policy in POLICIES if policy.valid_from <= now]
    return max(begun, key=lambda policy: policy.valid_from) if begun else POLICIES[0]
