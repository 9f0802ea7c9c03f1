"""When an application may be assessed, waived and decided; pure decisions.

Source: the founding brochure, "dalībnieku uzņemšana klasterī": seven criteria, and an
in-person meeting with each candidate before admission.

    submitted --(meeting held; every criterion met or waived)--> admitted
    submitted --(meeting held)---------------------------------> rejected
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from registry.admission.errors import (
    AlreadyDecided,
    AlreadyMember,
    AlreadyWaived,
    BoardOnly,
    CriterionUnmet,
    MeetingAlreadyRecorded,
    MeetingInFuture,
    MeetingNotHeld,
    NothingToWaive,
    OwnApplication,
)
from registry.identity.errors import ManagerOnly
from registry.vocabulary import CRITERIA, ApplicationStatus, Criterion, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """What is on record about one application when something is about to happen to it."""

    status: ApplicationStatus
    meeting_recorded: bool = False
    findings: Mapping[Criterion, bool] = field(default_factory=dict)
    waived: frozenset[Criterion] = frozenset()

    def unmet(self) -> list[Criterion]:
        """The criteria that stand in the way of admission: unassessed, or unmet and not waived."""
        return [
            criterion
            for criterion in CRITERIA
            if not self.findings.get(criterion, False) and not self._is_waived(criterion)
        ]

    def _is_waived(self, criterion: Criterion) -> bool:
        # A waiver excuses a finding, not its absence.
        return criterion in self.waived and criterion in self.findings


def check_may_apply(*, membership: str) -> None:
    """Raise `AlreadyMember`; one who left with all obligations met may come back."""
    if membership == "member":
        raise AlreadyMember("The organisation is a member of the cluster")


def check_manager(*, is_manager: bool, represents_applicant: bool) -> None:
    """Raise `ManagerOnly`, or `OwnApplication` for a manager that represents the applicant."""
    if not is_manager:
        raise ManagerOnly("Only the cluster's manager may do this")
    _check_disinterested(represents_applicant)


def check_board(*, is_board: bool, represents_applicant: bool) -> None:
    """Raise `BoardOnly`, or `OwnApplication` for a member that represents the applicant."""
    if not is_board:
        raise BoardOnly("Only a member of the cluster's board may do this")
    _check_disinterested(represents_applicant)


def _check_disinterested(represents_applicant: bool) -> None:
    if represents_applicant:
        raise OwnApplication("Nobody decides upon an organisation that it represents")


def check_undecided(case: CaseFile) -> None:
    """Raise `AlreadyDecided` once the board has spoken."""
    if case.status != "submitted":
        raise AlreadyDecided("The board has decided upon this application")


def check_waiver(case: CaseFile, criterion: Criterion) -> None:
    """Raise unless the criterion was assessed as unmet and is not waived yet."""
    check_undecided(case)
    if case.findings.get(criterion, True):
        raise NothingToWaive("Only a criterion that was assessed as unmet can be waived")
    if criterion in case.waived:
        raise AlreadyWaived("The criterion is waived already")


def check_meeting(case: CaseFile, *, held_at: datetime, now: datetime) -> None:
    """Raise unless this is the first record of a meeting that has taken place."""
    check_undecided(case)
    if case.meeting_recorded:
        raise MeetingAlreadyRecorded("The meeting with the candidate is on record")
    if held_at > now:
        raise MeetingInFuture("A meeting is recorded after it was held", pointer="/held_at")


def check_decision(case: CaseFile, outcome: Outcome) -> None:
    """Raise unless the board may decide so now.

    `AlreadyDecided`; `MeetingNotHeld` before the in-person meeting, whatever the outcome;
    `CriterionUnmet` for an admission with a criterion that is neither met nor waived.
    """
    check_undecided(case)
    if not case.meeting_recorded:
        raise MeetingNotHeld("The board decides only after the in-person meeting")
    unmet = case.unmet()
    if outcome == "admitted" and unmet:
        raise CriterionUnmet(f"Neither met nor waived: {', '.join(unmet)}")
