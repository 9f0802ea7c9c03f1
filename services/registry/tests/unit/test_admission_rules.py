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
    BoardOnly,
    CriterionUnmet,
    MeetingAlreadyRecorded,
    MeetingInFuture,
    MeetingNotHeld,
    NothingToWaive,
    OwnApplication,
)
from registry.admission.rules import CaseFile
from registry.admission.schemas import StatementsIn
from registry.identity.errors import ManagerOnly
from registry.vocabulary import CRITERIA, Criterion
from shared.errors import DomainError

NOW = datetime(2026, 6, 1, tzinfo=UTC)
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

    @property
    def case(self) -> CaseFile:
        return CaseFile(
            status=self.status,  # type: ignore[arg-type]
            meeting_recorded=self.meeting,
            findings=self.findings,
            waived=frozenset(self.waived),
        )

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
        refusal = None if self.status == "submitted" else AlreadyDecided
        if self.expect(refusal, lambda: rules.check_undecided(self.case)):
            self.findings[criterion] = met

    @rule(criterion=criteria)
    def waive(self, criterion: Criterion) -> None:
        refusal: type[DomainError] | None = None
        if self.status != "submitted":
            refusal = AlreadyDecided
        elif self.findings.get(criterion) is not False:
            refusal = NothingToWaive
        elif criterion in self.waived:
            refusal = AlreadyWaived
        if self.expect(refusal, lambda: rules.check_waiver(self.case, criterion)):
            self.waived.add(criterion)

    @rule(hours=st.integers(min_value=-1000, max_value=1000))
    def meet(self, hours: int) -> None:
        refusal: type[DomainError] | None = None
        if self.status != "submitted":
            refusal = AlreadyDecided
        elif self.meeting:
            refusal = MeetingAlreadyRecorded
        elif hours > 0:
            refusal = MeetingInFuture
        held_at = NOW + timedelta(hours=hours)
        if self.expect(refusal, lambda: rules.check_meeting(self.case, held_at=held_at, now=NOW)):
            self.meeting = True

    @precondition(lambda self: self.status == "submitted")
    @rule()
    def assess_the_rest_as_met(self) -> None:
        for criterion in CRITERIA:
            self.findings.setdefault(criterion, True)

    @rule(outcome=st.sampled_from(["admitted", "rejected"]))
    def decide(self, outcome: str) -> None:
        clear = all(self.findings.get(c) or (c in self.waived) for c in CRITERIA)
        refusal: type[DomainError] | None = None
        if self.status != "submitted":
            refusal = AlreadyDecided
        elif not self.meeting:
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
    rules.check_may_apply(membership="none")
    rules.check_may_apply(membership="former")
    with pytest.raises(AlreadyMember):
        rules.check_may_apply(membership="member")


def test_offices_are_checked_before_interests() -> None:
    rules.check_manager(is_manager=True, represents_applicant=False)
    rules.check_board(is_board=True, represents_applicant=False)
    with pytest.raises(ManagerOnly):
        rules.check_manager(is_manager=False, represents_applicant=True)
    with pytest.raises(BoardOnly):
        rules.check_board(is_board=False, represents_applicant=True)
    with pytest.raises(OwnApplication):
        rules.check_manager(is_manager=True, represents_applicant=True)
    with pytest.raises(OwnApplication):
        rules.check_board(is_board=True, represents_applicant=True)
