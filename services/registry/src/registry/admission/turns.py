"""At which step an application is, and whose turn it is; pure decisions.

    submitted -> under_review -> information_requested <-> answered -> meeting -> decided
    from each of them: withdrawn, closed

While the board votes it is the board's turn, at whichever step.

`status` says only whether an application has ended and how; the step tells of those that have not.
"""

from dataclasses import dataclass
from datetime import datetime

from registry.vocabulary import ApplicationStep, Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where an application is; `until`: when the turn passes to the manager by itself."""

    step: ApplicationStep
    turn: Turn
    until: datetime | None = None


def while_voting(progress: Progress) -> Progress:
    """The same while the board votes: nothing goes on by itself before the vote is over."""
    return Progress(step=progress.step, turn="board")


def progress_of(
    *,
    reviewing: bool,
    asked: bool,
    answer_by: datetime | None,
    answer_unseen: bool,
    meets_at: datetime | None,
    is_invited: bool,
    met: bool,
    all_assessed: bool,
    now: datetime,
) -> Progress:
    """Where an application is that has not ended.

    `asked`: information is asked for and not given; `answer_by`: until when it is waited for, once
    the applicant was reminded. `answer_unseen`: the manager has done nothing since the answer.
    `meets_at`: the meeting of the last invitation, if it was not missed.
    """
    if asked:
        if answer_by is not None and answer_by <= now:
            return Progress(step="information_requested", turn="manager")
        return Progress(step="information_requested", turn="applicant", until=answer_by)
    if met:
        return Progress(step="meeting", turn="board" if all_assessed else "manager")
    if answer_unseen:
        return Progress(step="answered", turn="manager")
    if meets_at is not None and meets_at > now:
        return Progress(step="meeting", turn="candidate", until=meets_at)
    if is_invited:
        return Progress(step="meeting", turn="manager")
    return Progress(step="under_review" if reviewing else "submitted", turn="manager")
