"""When a request to leave that lingers is brought to mind: dated data."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class LingeringPolicy:
    """After so many days, and again after as many; `checked`: the cluster has confirmed it."""

    valid_from: datetime
    every_days: int
    source: str
    checked: bool

    @property
    def every(self) -> timedelta:
        """The time from one reminder to the next."""
        return timedelta(days=self.every_days)


POLICIES: Final = (
    LingeringPolicy(
        # Midnight of 1 January 2020 in Riga, like the platform's other first rows of dated data.
        valid_from=datetime(2019, 12, 31, 22, tzinfo=UTC),
        every_days=30,
        source="A rule chosen for the start of the platform, which the cluster has still to "
        "confirm; the founding brochure is silent.",
        checked=False,
    ),
)


def policy_at(now: datetime) -> LingeringPolicy:
    """The row that counts at this moment; before the first has begun, that one."""
    begun = [policy for policy in POLICIES if policy.valid_from <= now]
    return max(begun, key=lambda policy: policy.valid_from) if begun else POLICIES[0]
