"""What may follow what in a tender's life."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from marketplace.tenders import rules
from marketplace.tenders.errors import (
    DeadlineNotReached,
    DeadlineOutOfRange,
    DeadlinePassed,
    LotsOutOfRange,
    TenderStateForbids,
    WeightsNotHundred,
)
from marketplace.tenders.rules import Weights
from marketplace.vocabulary import LotStatus, TenderStatus
from shared.errors import DomainError

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
DEADLINE = START + timedelta(days=7)


@given(st.integers(-50, 150), st.integers(-50, 150), st.integers(-50, 150))
def test_weights_are_none_negative_and_sum_to_100(price: int, quality: int, delivery: int) -> None:
    good = min(price, quality, delivery) >= 0 and price + quality + delivery == 100
    if good:
        Weights(price, quality, delivery).check()
    else:
        with pytest.raises(WeightsNotHundred):
            Weights(price, quality, delivery).check()


def test_a_deadline_now_or_before_is_refused_and_one_a_second_ahead_is_not() -> None:
    rules.check_deadline(START + timedelta(seconds=1), START)
    for late in (START, START - timedelta(days=1)):
        with pytest.raises(DeadlineOutOfRange) as refused:
            rules.check_deadline(late, START)
        assert refused.value.pointer == "/deadline"


def test_a_deadline_in_a_distant_century_is_refused() -> None:
    with pytest.raises(DeadlineOutOfRange):
        rules.check_deadline(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC), START)


def test_a_tender_has_between_one_and_fifty_lots() -> None:
    rules.check_lots(1)
    rules.check_lots(50)
    for count in (0, 51):
        with pytest.raises(LotsOutOfRange):
            rules.check_lots(count)


def test_a_published_tender_is_closed_from_its_deadline_on() -> None:
    second = timedelta(seconds=1)
    before = rules.shown_status("published", deadline=DEADLINE, now=DEADLINE - second)
    assert before == "published"
    assert rules.shown_status("published", deadline=DEADLINE, now=DEADLINE) == "closed"
    assert rules.shown_status("opened", deadline=DEADLINE, now=DEADLINE + second) == "opened"


def test_at_the_deadline_itself_no_bid_is_taken_and_the_bids_can_be_opened() -> None:
    with pytest.raises(DeadlinePassed):
        rules.check_takes_bids("published", deadline=DEADLINE, now=DEADLINE)
    assert rules.opened("published", deadline=DEADLINE, now=DEADLINE) == "opened"


class TenderLife(RuleBasedStateMachine):
    """Any sequence of verbs and passing days: the rules refuse, or lead to a sound state."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.status: TenderStatus = "draft"
        self.lots: list[LotStatus] = ["open", "open"]
        self.bids_taken_at: list[datetime] = []
        self.opened_at: datetime | None = None

    def attempt(self, act: Callable[[], TenderStatus]) -> bool:
        try:
            self.status = act()
        except DomainError:
            return False
        return True

    @rule(hours=st.integers(1, 100))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def publish(self) -> None:
        was = self.status
        done = self.attempt(lambda: rules.published(was, deadline=DEADLINE, now=self.now))
        assert done == (was == "draft" and self.now < DEADLINE)

    @rule()
    def bid(self) -> None:
        try:
            rules.check_takes_bids(self.status, deadline=DEADLINE, now=self.now)
        except (TenderStateForbids, DeadlinePassed):
            return
        self.bids_taken_at.append(self.now)

    @rule()
    def open(self) -> None:
        was = self.status
        try:
            self.status = rules.opened(was, deadline=DEADLINE, now=self.now)
        except DeadlineNotReached:
            assert was == "published"
            assert self.now < DEADLINE
        except TenderStateForbids:
            assert was != "published"
        else:
            self.opened_at = self.now

    @precondition(lambda self: self.status == "opened")
    @rule(lot=st.integers(0, 1))
    def award(self, lot: int) -> None:
        self.lots[lot] = "awarded"
        self.status = rules.after_award(self.lots)

    @rule()
    def cancel(self) -> None:
        awarded = self.lots.count("awarded")
        was = self.status
        done = self.attempt(lambda: rules.cancelled(was, awarded_lots=awarded))
        assert done == (was in {"draft", "published", "opened"} and not awarded)

    @invariant()
    def no_bid_came_late_and_none_was_opened_early(self) -> None:
        assert all(at < DEADLINE for at in self.bids_taken_at)
        assert self.opened_at is None or self.opened_at >= DEADLINE

    @invariant()
    def only_a_tender_whose_every_lot_is_decided_is_awarded(self) -> None:
        assert (self.status == "awarded") == ("open" not in self.lots)

    @invariant()
    def only_a_draft_can_be_edited(self) -> None:
        try:
            rules.check_editable(self.status)
        except TenderStateForbids:
            assert self.status != "draft"
        else:
            assert self.status == "draft"


TestTenderLife = TenderLife.TestCase
