"""When two organisations are related: they share a person, or did until not long ago.

Of one person tied to both organisations the earlier of the two ends counts: from then on the
tie is past, and it is forgotten once the window has gone by. A rule of the cluster, not of a law.

A tie begins with the later of the person's two affiliations, and the organisation of that one has
made it. Once an order is awarded, a provider cannot make a tie that is held against the client.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

RIGA = ZoneInfo("Europe/Riga")


@dataclass(frozen=True)
class Window:
    """For how many calendar months a tie is remembered, from `valid_from` until the next row."""

    valid_from: datetime
    months: int


@dataclass(frozen=True)
class Tie:
    """One person in two organisations: when its last office ended in each; None while it lasts."""

    one_until: datetime | None
    other_until: datetime | None

    @property
    def ended_at(self) -> datetime | None:
        """When the person was no longer in both; None while it still is."""
        ends = [one for one in (self.one_until, self.other_until) if one is not None]
        return min(ends, default=None)


def related(ties: Iterable[Tie], *, opens: datetime) -> bool:
    """Whether any tie lasts or ended after `opens`, the beginning of the window."""
    return any(tie.ended_at is None or tie.ended_at > opens for tie in ties)


def held_after_award(
    *, client_since: datetime, provider_since: datetime, awarded_at: datetime
) -> bool:
    """Whether a tie counts for what follows the award: the order's mark and its review.

    It does where it had begun by then, or where the client has made it; two affiliations of one
    instant count as made by both. What the provider alone has made afterwards takes nothing from
    the client.
    """
    begun = max(client_since, provider_since)
    return begun <= awarded_at or client_since == begun


def window_opens(windows: Iterable[Window], now: datetime) -> datetime:
    """From when on an ended tie still counts at `now`.

    The window in force is the latest that had begun. Before the first one nothing past counts.
    """
    begun = [one for one in windows if one.valid_from <= now]
    if not begun:
        return now
    return months_before(now, max(begun, key=lambda one: one.valid_from).months)


def months_before(moment: datetime, months: int) -> datetime:
    """The same local time in Riga `months` calendar months earlier, in UTC.

    A day that the earlier month lacks becomes its last day: twelve months before 29 February is
    28 February.
    """
    if months == 0:
        return moment.astimezone(UTC)
    local = moment.astimezone(RIGA)
    count = local.year * 12 + local.month - 1 - months
    year, month = count // 12, count % 12 + 1
    day = min(local.day, monthrange(year, month)[1])
    return local.replace(year=year, month=month, day=day).astimezone(UTC)
