"""When an application may be assessed, waived and decided; pure decisions.

Source: the founding brochure, "dalībnieku uzņemšana klasterī": seven criteria, and an
in-person meeting with each candidate before admission.

    submitted --(meeting held; every criterion met or waived; the board's vote)--> admitted
    submitted --(meeting held, or invitations to it missed; the board's vote)----> rejected
    submitted --(the candidate wishes)-------------------------> withdrawn
    submitted --(invitations missed, or no answer; the manager)-> closed

How many invitations are to be missed is policy. So an end is always within somebody's reach: the
candidate's own at any time, the manager's and the board's where the candidate does not come.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from registry.admission.errors import (
    AlreadyDecided,
    AlreadyMember,
    AlreadyWaived,
    ApplicationEnded,
    BoardOnly,
    CandidateNotMissing,
    ClusterItself,
    CriterionUnmet,
    DueDateImpossible,
    InvitedTooLate,
    MeetingAlreadyRecorded,
    MeetingBeforeEntry,
    MeetingInFuture,
    MeetingNotHeld,
    MeetingNotRecorded,
    NothingToMiss,
    NothingToWaive,
    OfficerOnly,
    OrganisationExcluded,
    OwnApplication,
    StaleApplication,
)
from registry.board_votes.errors import ConflictOfInterest
from registry.board_votes.rules import months_before
from registry.identity.errors import ManagerOnly
from registry.vocabulary import CRITERIA, ApplicationStatus, Criterion, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """What is on record about one application when something is about to happen to it."""

    status: ApplicationStatus
    meeting_recorded: bool = False
    findings: Mapping[Criterion, bool] = field(default_factory=dict)
    waived: frozenset[Criterion] = frozenset()
    missed: int = 0
    """How many invitations to the meeting the candidate has missed."""
    enough_missed: int = 2
    """How many make the policy's measure full."""

    def unmet(self) -> list[Criterion]:
        """The criteria that stand in the way of admission: unassessed, or unmet and not waived."""
        return [
            criterion
            for criterion in CRITERIA
            if not self.findings.get(criterion, False) and not self._is_waived(criterion)
        ]

    def candidate_stays_away(self) -> bool:
        """Whether the candidate missed enough invitations and was never met."""
        return not self.meeting_recorded and self.missed >= self.enough_missed

    def _is_waived(self, criterion: Criterion) -> bool:
        # A waiver excuses the finding that it was given for, which is the last one here; not a
        # later finding, and not its absence.
        return criterion in self.waived and criterion in self.findings


def check_may_return(
    *, standing: str | None, member_until: datetime | None, months: int, now: datetime
) -> None:
    """Raise `OrganisationExcluded` for who was excluded less than so many months ago.

    Whose appeal succeeds stands as excluded no longer.
    """
    if standing == "excluded" and (
        member_until is None or member_until > months_before(now, months)
    ):
        raise OrganisationExcluded(f"Who was excluded may apply after {months} months")


def check_due(due_at: datetime, *, least: int, most: int, now: datetime) -> None:
    """Raise `DueDateImpossible` unless the answer is due between so many days from now."""
    if not now + timedelta(days=least) <= due_at <= now + timedelta(days=most):
        raise DueDateImpossible(
            f"An answer is due {least} to {most} days after the question", pointer="/due_at"
        )


def check_may_apply(*, membership: str, is_cluster: bool) -> None:
    """Raise `AlreadyMember`, or `ClusterItself`: the cluster is no member of itself.

    One who left with all obligations met may come back.
    """
    if is_cluster:
        raise ClusterItself("The cluster is no member of itself")
    if membership == "member":
        raise AlreadyMember("The organisation is a member of the cluster")


def check_manager(*, is_manager: bool) -> None:
    """Raise `ManagerOnly`."""
    if not is_manager:
        raise ManagerOnly("Only the cluster's manager may do this")


def check_board(*, is_board: bool) -> None:
    """Raise `BoardOnly`."""
    if not is_board:
        raise BoardOnly("Only a member of the cluster's board may do this")


def check_officer(*, is_officer: bool) -> None:
    """Raise `OfficerOnly`."""
    if not is_officer:
        raise OfficerOnly("Only the cluster's manager or a member of its board may do this")


def check_disinterested(
    *, represents_applicant: bool, is_tied: bool, has_declared: bool = False
) -> None:
    """Raise `OwnApplication` for who represents the candidate, `ConflictOfInterest` for other ties.

    `is_tied` also tells of what ended not long ago: nobody steps down to decide a second later.
    """
    if represents_applicant:
        raise OwnApplication("Nobody decides upon an organisation that it represents")
    if has_declared:
        raise ConflictOfInterest("Who has declared a conflict of interest does not decide here")
    if is_tied:
        raise ConflictOfInterest(
            "Nobody decides upon an organisation in which it holds an office or did lately"
        )


def check_version(*, decided_on: int | None, current: int) -> None:
    """Raise `StaleApplication`; None decides on whichever version there is."""
    if decided_on is not None and decided_on != current:
        raise StaleApplication("The application has changed since; read it again")


def check_undecided(case: CaseFile) -> None:
    """Raise `AlreadyDecided` once the board has spoken, `ApplicationEnded` after another end."""
    if case.status in ("withdrawn", "closed"):
        raise ApplicationEnded("The application was withdrawn or closed; a new one is possible")
    if case.status != "submitted":
        raise AlreadyDecided("The board has decided upon this application")


def check_waiver(case: CaseFile, criterion: Criterion) -> None:
    """Raise unless the criterion was assessed as unmet and is not waived yet."""
    check_undecided(case)
    if case.findings.get(criterion, True):
        raise NothingToWaive("Only a criterion that was assessed as unmet can be waived")
    if criterion in case.waived:
        raise AlreadyWaived("The criterion is waived already")


def check_meeting(
    case: CaseFile, *, held_at: datetime, entered_at: datetime, now: datetime
) -> None:
    """Raise unless this is the first record of a meeting that has taken place.

    `entered_at` is when the candidate entered the directory: nobody met it as a candidate before.
    """
    check_undecided(case)
    if case.meeting_recorded:
        raise MeetingAlreadyRecorded("The meeting with the candidate is on record; correct it")
    _check_held(held_at=held_at, entered_at=entered_at, now=now)


def check_correction(
    case: CaseFile, *, held_at: datetime, entered_at: datetime, now: datetime
) -> None:
    """Raise unless the record of a meeting may be replaced by a better one; both are kept."""
    check_undecided(case)
    if not case.meeting_recorded:
        raise MeetingNotRecorded("There is no record of a meeting that could be corrected")
    _check_held(held_at=held_at, entered_at=entered_at, now=now)


def check_invitation(case: CaseFile, *, meets_at: datetime, days: int, now: datetime) -> None:
    """Raise unless the candidate may be invited to this meeting, at least so many days before."""
    check_undecided(case)
    if case.meeting_recorded:
        raise MeetingAlreadyRecorded("The meeting with the candidate is on record")
    if meets_at < now + timedelta(days=days):
        raise InvitedTooLate(
            f"A candidate is invited at least {days} days before", pointer="/meets_at"
        )


def check_absence(
    case: CaseFile, *, meets_at: datetime, is_last: bool, missed: bool, now: datetime
) -> None:
    """Raise unless the candidate can have missed this invitation.

    Only the last one counts: a new one takes the place of one that was not missed.
    """
    check_undecided(case)
    if case.meeting_recorded or missed or not is_last or meets_at > now:
        raise NothingToMiss("Only the last invitation can be missed, once, after its time")


def check_closing(case: CaseFile, *, owes_an_answer: bool = False) -> None:
    """Raise `CandidateNotMissing` unless the candidate has missed as many as the policy says.

    Or owes an answer: it was due, the candidate was reminded, and the time after that is over.
    """
    check_undecided(case)
    if not case.candidate_stays_away() and not owes_an_answer:
        raise CandidateNotMissing(
            f"The manager closes after {case.enough_missed} missed invitations, without a meeting, "
            "or when an answer stays out after a reminder"
        )


def _check_held(*, held_at: datetime, entered_at: datetime, now: datetime) -> None:
    if held_at > now:
        raise MeetingInFuture("A meeting is recorded after it was held", pointer="/held_at")
    if held_at < entered_at:
        raise MeetingBeforeEntry("The candidate was not in the directory yet", pointer="/held_at")


def check_decision(case: CaseFile, outcome: Outcome) -> None:
    """Raise unless the board may decide so now.

    `AlreadyDecided`; `MeetingNotHeld` before the in-person meeting, but for the rejection of a
    candidate that has missed its invitations;
    `CriterionUnmet` for an admission with a criterion that is neither met nor waived.
    """
    check_undecided(case)
    stays_away = outcome == "rejected" and case.candidate_stays_away()
    if not case.meeting_recorded and not stays_away:
        raise MeetingNotHeld("The board decides only after the in-person meeting")
    unmet = case.unmet()
    if outcome == "admitted" and unmet:
        raise CriterionUnmet(f"Neither met nor waived: {', '.join(unmet)}")
