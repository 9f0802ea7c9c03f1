"""Admission as a state machine: whatever happens in whatever order, the brochure's rules hold."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from registry.admission import rules
from registry.admission.errors import (
    AlreadyDecided,
    AlreadyMember,
    AlreadyWaived,
    ApplicationEnded,
    BoardOnly,
    CandidateNotMissing,
    ClusterItself,
    CriterionUnmet,
    InvitedTooLate,
    MeetingAlreadyRecorded,
    MeetingBeforeEntry,
    MeetingInFuture,
    MeetingNotHeld,
    MeetingNotRecorded,
    NothingToMiss,
    NothingToWaive,
    OwnApplication,
)
from registry.admission.policies import policies, policy_at
from registry.admission.rules import CaseFile
from registry.admission.schemas import StatementsIn
from registry.board_votes import rules as board_rules
from registry.board_votes.errors import ConflictOfInterest
from registry.identity.errors import ManagerOnly
from registry.vocabulary import CRITERIA, Criterion
from shared.errors import DomainError

NOW = datetime(2026, 6, 1, tzinfo=UTC)
ENTERED = NOW - timedelta(hours=500)
criteria = st.sampled_from(CRITERIA)


class Admission(RuleBasedStateMachine):
    """One application, its record kept by hand beside what the rules let happen."""

    def __init__(self) -> None:
        super().__init__()
        self.status = "submitted"
        self.meeting = False
        self.findings: dict[Criterion, bool] = {}
        self.waived: set[Criterion] = set()
        self.decisions = 0
        self.invited_for: list[int] = []
        self.missed: set[int] = set()

    @property
    def case(self) -> CaseFile:
        return CaseFile(
            status=self.status,  # type: ignore[arg-type]
            meeting_recorded=self.meeting,
            findings=self.findings,
            waived=frozenset(self.waived),
            missed=len(self.missed),
        )

    @property
    def over(self) -> type[DomainError] | None:
        """With which refusal everything is answered that comes after the end."""
        if self.status == "submitted":
            return None
        return ApplicationEnded if self.status in ("withdrawn", "closed") else AlreadyDecided

    def expect(self, refusal: type[DomainError] | None, attempt: object) -> bool:
        """Whether the attempt was allowed; it must be refused exactly as expected."""
        assert callable(attempt)
        if refusal is None:
            attempt()
            return True
        with pytest.raises(refusal):
            attempt()
        return False

    @rule(criterion=criteria, met=st.booleans())
    def assess(self, criterion: Criterion, met: bool) -> None:
        refusal = self.over
        if self.expect(refusal, lambda: rules.check_undecided(self.case)):
            self.findings[criterion] = met
            # A waiver belongs to the finding that it was given for.
            self.waived.discard(criterion)

    @rule(criterion=criteria)
    def waive(self, criterion: Criterion) -> None:
        refusal = self.over
        if refusal is not None:
            pass
        elif self.findings.get(criterion) is not False:
            refusal = NothingToWaive
        elif criterion in self.waived:
            refusal = AlreadyWaived
        if self.expect(refusal, lambda: rules.check_waiver(self.case, criterion)):
            self.waived.add(criterion)

    @rule(hours=st.integers(min_value=-1000, max_value=1000))
    def meet(self, hours: int) -> None:
        refusal = self.over
        if refusal is not None:
            pass
        elif self.meeting:
            refusal = MeetingAlreadyRecorded
        elif hours > 0:
            refusal = MeetingInFuture
        elif hours < -500:
            refusal = MeetingBeforeEntry
        held_at = NOW + timedelta(hours=hours)
        if self.expect(
            refusal,
            lambda: rules.check_meeting(self.case, held_at=held_at, entered_at=ENTERED, now=NOW),
        ):
            self.meeting = True

    @rule(hours=st.integers(min_value=-1000, max_value=1000))
    def correct(self, hours: int) -> None:
        refusal = self.over
        if refusal is None and not self.meeting:
            refusal = MeetingNotRecorded
        elif refusal is None and hours > 0:
            refusal = MeetingInFuture
        elif refusal is None and hours < -500:
            refusal = MeetingBeforeEntry
        held_at = NOW + timedelta(hours=hours)
        self.expect(
            refusal,
            lambda: rules.check_correction(self.case, held_at=held_at, entered_at=ENTERED, now=NOW),
        )

    @rule(days=st.integers(min_value=0, max_value=20))
    def invite(self, days: int) -> None:
        refusal = self.over
        if refusal is None and self.meeting:
            refusal = MeetingAlreadyRecorded
        elif refusal is None and days < 7:
            refusal = InvitedTooLate
        meets_at = NOW + timedelta(days=days)
        if self.expect(
            refusal, lambda: rules.check_invitation(self.case, meets_at=meets_at, days=7, now=NOW)
        ):
            self.invited_for.append(days)

    @precondition(lambda self: self.invited_for)
    @rule(data=st.data(), later=st.integers(min_value=0, max_value=30))
    def miss(self, data: st.DataObject, later: int) -> None:
        which = data.draw(st.integers(min_value=0, max_value=len(self.invited_for) - 1))
        is_last = which == len(self.invited_for) - 1
        can = not self.meeting and is_last and which not in self.missed
        refusal = self.over
        if refusal is None and not (can and later >= self.invited_for[which]):
            refusal = NothingToMiss
        if self.expect(
            refusal,
            lambda: rules.check_absence(
                self.case,
                meets_at=NOW + timedelta(days=self.invited_for[which]),
                is_last=is_last,
                missed=which in self.missed,
                now=NOW + timedelta(days=later),
            ),
        ):
            self.missed.add(which)

    @rule()
    def close(self) -> None:
        refusal = self.over
        if refusal is None and (self.meeting or len(self.missed) < 2):
            refusal = CandidateNotMissing
        if self.expect(refusal, lambda: rules.check_closing(self.case)):
            self.status = "closed"

    @rule(really=st.integers(min_value=0, max_value=9))
    def withdraw(self, really: int) -> None:
        if self.expect(self.over, lambda: rules.check_undecided(self.case)) and really == 0:
            self.status = "withdrawn"

    @invariant()
    def an_end_is_always_within_the_candidates_reach(self) -> None:
        if self.over is None:
            rules.check_undecided(self.case)

    @invariant()
    def a_candidate_that_comes_or_not_can_be_answered_by_the_cluster(self) -> None:
        if self.over is None and (self.meeting or len(self.missed) >= 2):
            rules.check_decision(self.case, "rejected")

    @precondition(lambda self: self.status == "submitted")
    @rule()
    def assess_the_rest_as_met(self) -> None:
        for criterion in CRITERIA:
            self.findings.setdefault(criterion, True)

    @rule(outcome=st.sampled_from(["admitted", "rejected"]))
    def decide(self, outcome: str) -> None:
        clear = all(self.findings.get(c) or (c in self.waived) for c in CRITERIA)
        refusal = self.over
        if refusal is not None:
            pass
        elif not self.meeting and (outcome == "admitted" or len(self.missed) < 2):
            refusal = MeetingNotHeld
        elif outcome == "admitted" and not clear:
            refusal = CriterionUnmet
        if self.expect(
            refusal,
            lambda: rules.check_decision(self.case, outcome),  # type: ignore[arg-type]
        ):
            self.status = outcome
            self.decisions += 1

    @invariant()
    def a_member_was_met_and_stands_on_seven_criteria(self) -> None:
        assert self.decisions <= 1
        if self.status == "admitted":
            assert self.meeting
            assert self.case.unmet() == []
            assert set(self.findings) == set(CRITERIA)


TestAdmission = Admission.TestCase
TestAdmission.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)


def test_a_waiver_excuses_a_finding_and_not_its_absence() -> None:
    case = CaseFile(status="submitted", waived=frozenset(CRITERIA))
    assert case.unmet() == list(CRITERIA)


def test_an_application_speaks_to_every_criterion_and_to_nothing_else() -> None:
    asked = StatementsIn.model_fields
    assert tuple(asked) == CRITERIA
    assert all(field.is_required() for field in asked.values())


def test_a_former_member_may_come_back_and_a_member_need_not() -> None:
    rules.check_may_apply(membership="none", is_cluster=False)
    rules.check_may_apply(membership="former", is_cluster=False)
    with pytest.raises(AlreadyMember):
        rules.check_may_apply(membership="member", is_cluster=False)
    with pytest.raises(ClusterItself):
        rules.check_may_apply(membership="none", is_cluster=True)


def test_who_has_no_office_or_an_interest_is_refused() -> None:
    rules.check_manager(is_manager=True)
    rules.check_board(is_board=True)
    rules.check_disinterested(represents_applicant=False, is_tied=False)
    with pytest.raises(ManagerOnly):
        rules.check_manager(is_manager=False)
    with pytest.raises(BoardOnly):
        rules.check_board(is_board=False)
    with pytest.raises(OwnApplication):
        rules.check_disinterested(represents_applicant=True, is_tied=True)
    with pytest.raises(ConflictOfInterest):
        rules.check_disinterested(represents_applicant=False, is_tied=True)


def test_months_are_those_of_the_calendar_in_riga() -> None:
    leap = datetime(2028, 2, 29, 12, tzinfo=UTC)
    assert board_rules.months_before(leap, 12) == datetime(2027, 2, 28, 12, tzinfo=UTC)
    summer = datetime(2026, 7, 1, 9, tzinfo=UTC)
    assert board_rules.months_before(summer, 6) == datetime(2026, 1, 1, 10, tzinfo=UTC)
    assert board_rules.months_before(summer, 0) == summer


def test_the_policy_in_force_is_the_last_that_has_begun() -> None:
    assert policy_at(NOW).missed_meetings == 2
    days = [one.valid_from for one in policies()]
    assert days == sorted(set(days))
    assert policy_at(datetime(1999, 1, 1, tzinfo=UTC)) == policies()[0]
