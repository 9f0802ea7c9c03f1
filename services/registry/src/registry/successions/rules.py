"""When another administrator may be looked for, and invited; pure decisions.

waiting --(the manager, after the wait)--> invited --(who is invited accepts)--> completed
waiting | invited --(an administrator)--> stopped, --(the manager)--> withdrawn
waiting | invited --(nobody, in time)--> lapsed
"""

from datetime import datetime, timedelta

from registry.successions.errors import (
    AdministratorsActed,
    AdministratorsWait,
    NotForOneself,
    StaleSuccession,
    SuccessionStateForbids,
)

LIVING = ("waiting", "invited")


def check_opening(*, for_oneself: bool, stopped_lately: bool) -> None:
    """Raise `NotForOneself` or `AdministratorsActed`."""
    if for_oneself:
        raise NotForOneself("Name the address of another person", pointer="/email")
    if stopped_lately:
        raise AdministratorsActed("An administrator has stopped this not long ago")


def times(
    *, now: datetime, waiting_days: int, inviting_days: int, administered: bool
) -> tuple[datetime, datetime]:
    """Until when administrators that are there can stop it unseen, and when it lapses."""
    waits_until = now + timedelta(days=waiting_days) if administered else now
    return waits_until, waits_until + timedelta(days=inviting_days)


def check_living(status: str) -> None:
    """Raise `SuccessionStateForbids` for what has ended."""
    if status not in LIVING:
        raise SuccessionStateForbids("The succession has ended")


def check_inviting(
    *,
    status: str,
    opened_at: datetime,
    waits_until: datetime,
    ends_at: datetime,
    administered: bool,
    now: datetime,
) -> None:
    """Raise `SuccessionStateForbids` or `AdministratorsWait`."""
    check_living(status)
    if now < waits_until:
        raise AdministratorsWait("Whoever administers the organisation may still stop it")
    if now >= ends_at:
        raise SuccessionStateForbids("The time to invite is over")
    if administered and waits_until <= opened_at:
        # Opened when nobody was there, so nobody was asked.
        raise SuccessionStateForbids("The organisation has an administrator since")


def check_current(version: int, *, decided_on: int | None) -> None:
    """Raise `StaleSuccession`; None decides on whichever version there is."""
    if decided_on is not None and version != decided_on:
        raise StaleSuccession("The succession has changed since; read it again")
