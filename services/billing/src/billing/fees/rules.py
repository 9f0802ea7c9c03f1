"""Which fee schedule counts, and at which of its rates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class FeeRates:
    """The rates of the intermediation fee from `valid_from` until the next schedule begins."""

    id: UUID
    valid_from: datetime
    member_rate_ppm: int
    non_member_rate_ppm: int
    source: str

    def rate_ppm(self, *, member: bool) -> int:
        """The rate for an order of a member, or of another provider."""
        return self.member_rate_ppm if member else self.non_member_rate_ppm


@dataclass(frozen=True)
class Membership:
    """A half-open period of membership; `until` is None while it lasts."""

    since: datetime
    until: datetime | None


def schedule_at(schedules: Iterable[FeeRates], at: datetime) -> FeeRates | None:
    """The schedule in force at `at`: the latest that had begun, or None before the first."""
    begun = [schedule for schedule in schedules if schedule.valid_from <= at]
    return max(begun, key=lambda schedule: schedule.valid_from, default=None)


def was_member(periods: Iterable[Membership], at: datetime) -> bool:
    """Whether any of the half-open periods holds `at`."""
    return any(
        period.since <= at and (period.until is None or at < period.until) for period in periods
    )
