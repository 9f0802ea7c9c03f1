"""How an exclusion goes, and what time does to it; pure decisions.

    noticed --(the board's vote, once the time to be heard is over)--> decided or rejected
    noticed --(who opened it)--> withdrawn       noticed --(nobody decides in time)--> lapsed
    decided --(no appeal in time)--> in_force    decided --(the member)--> appealed
    appealed --(the assembly)--> in_force or annulled
    appealed --(the assembly does not decide in time)--> lapsed
    in_force --(the months are over)--> ended

Each step but an end has a moment at which time takes the next one, so that nobody waits for ever.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from registry.board_votes.rules import months_before
from registry.exclusions.errors import (
    AppealTimeRuns,
    EvidenceMissing,
    ExclusionStateForbids,
    StillToBeHeard,
)
from registry.vocabulary import AppealOutcome, ExclusionGround, ExclusionStatus

Step = Literal["vote", "withdraw", "hear", "appeal", "judge"]

_OPEN_TO: Final[Mapping[Step, ExclusionStatus]] = {
    "hear": "noticed",
    "vote": "noticed",
    "withdraw": "noticed",
    "appeal": "decided",
    "judge": "appealed",
}
AFTER_TIME: Final[Mapping[ExclusionStatus, ExclusionStatus]] = {
    "noticed": "lapsed",
    "decided": "in_force",
    "appealed": "lapsed",
    "in_force": "ended",
}
"""What each step becomes when its time is over; an end stays."""

AFTER_APPEAL: Final[Mapping[AppealOutcome, ExclusionStatus]] = {
    "rejected": "in_force",
    "upheld": "annulled",
}


def check_step(status: str, step: Step, *, due_at: datetime | None, now: datetime) -> None:
    """Raise `ExclusionStateForbids` where the step does not stand open, or not any more."""
    if status != _OPEN_TO[step] or (due_at is not None and due_at <= now):
        raise ExclusionStateForbids("The exclusion is past this step, or not there yet")


def check_heard(hearing_until: datetime, *, now: datetime) -> None:
    """Raise `StillToBeHeard` before the member had its time, whatever it has said so far."""
    if now < hearing_until:
        raise StillToBeHeard("The member may be heard until the time of its notice is over")


def check_evidence(ground: ExclusionGround, reviews: Collection[UUID], *, least: int) -> None:
    """Raise `EvidenceMissing`: what was bad repeatedly was reviewed more than once."""
    if ground == "repeated_low_quality" and len(reviews) < least:
        raise EvidenceMissing(f"At least {least} reviews show it", pointer="/reviews")


def check_time_to_appeal_over(
    outcome: AppealOutcome, *, decided_at: datetime, appeal_days: int, now: datetime
) -> None:
    """Raise `AppealTimeRuns` for a rejection on record before silence would have let it act.

    One person puts it on record: rejected within seconds, an appeal would only hurry the
    exclusion. What favours the member need not wait.
    """
    if outcome == "rejected" and now < days_later(decided_at, appeal_days):
        raise AppealTimeRuns("An appeal is rejected once the time to appeal is over")


def days_later(moment: datetime, days: int) -> datetime:
    """So many days of 24 hours later."""
    return moment + timedelta(days=days)


def months_later(moment: datetime, months: int) -> datetime:
    """The same local time in Riga so many calendar months later, in UTC.

    A day that the later month lacks becomes its last day.
    """
    return months_before(moment, -months)
