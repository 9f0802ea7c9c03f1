"""Decisions about leaving: who may ask, and when it is complete.

    requested -> completed   when every service has stated, of this request, that nothing is open
        `------> cancelled   by the member until then, or because it is no member any more

While it stands the organisation takes on nothing new, so what is open only becomes less: an answer
that is late, or comes again, delays the end and never brings it too early. One thing moves between
two services: an order that the marketplace calls completed is still to be invoiced. Whether billing
has heard of it is told by counting: both state how many orders of the organisation were completed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal, get_args

from registry.leaving.errors import (
    AlreadyLeaving,
    LeavingOver,
    NoMembershipToLeave,
    StaleLeaving,
    WishedDayOutOfRange,
)

Service = Literal["marketplace", "billing"]
"""Who states what is open."""

SERVICES: Final[tuple[Service, ...]] = get_args(Service)
LONGEST: Final = timedelta(days=366)
"""How far ahead one can ask: all that time it publishes nothing and bids for nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The last that a service has stated of one request."""

    service: str
    open_count: int
    sealed_bids: bool
    orders_completed: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing is open there."""
        return self.open_count == 0 and not self.sealed_bids


def check_may_leave(*, membership: str, is_cluster: bool) -> None:
    """Raise `NoMembershipToLeave` unless it is a member: one that is suspended may leave too."""
    if membership != "member" or is_cluster:
        raise NoMembershipToLeave("Only a member of the cluster can leave it")


def check_wished_on(wished_on: date | None, *, today: date) -> None:
    """Raise `WishedDayOutOfRange` unless the day is today (in Riga) or within a year from now."""
    if wished_on is not None and not today <= wished_on <= today + LONGEST:
        raise WishedDayOutOfRange(
            "The day lies between today and a year from now", pointer="/wished_on"
        )


def check_stands(status: str) -> None:
    """Raise `LeavingOver` unless the request is neither complete nor cancelled."""
    if status != "requested":
        raise LeavingOver(f"The request is {status}")


def check_version(*, decided_on: int | None, current: int) -> None:
    """Raise `StaleLeaving`; without a version any is fine."""
    if decided_on is not None and decided_on != current:
        raise StaleLeaving("The request has changed since; read it again")


def already_leaving() -> AlreadyLeaving:
    """The refusal of a second request."""
    return AlreadyLeaving("The organisation has asked to leave before", pointer="/organisation_id")


def is_complete(answers: Collection[Answer], *, wished_on: date | None, today: date) -> bool:
    """Whether nothing is open anywhere, in knowledge of one another, and the day has come."""
    by_service = {answer.service: answer for answer in answers}
    if any(service not in by_service for service in SERVICES):
        return False
    if not all(by_service[service].is_empty for service in SERVICES):
        return False
    heard_of, completed = (
        by_service[service].orders_completed for service in ("billing", "marketplace")
    )
    return heard_of >= completed and (wished_on is None or wished_on <= today)


def lingers(
    *, status: str, since: datetime, wished_on: date | None, long_ago: datetime, that_day: date
) -> bool:
    """Whether it has stood, and its day has been over, since before `long_ago`, in Riga `that_day`.

    `since` is when it was made, or brought to mind last.
    """
    return (
        status == "requested" and since <= long_ago and (wished_on is None or wished_on <= that_day)
    )
