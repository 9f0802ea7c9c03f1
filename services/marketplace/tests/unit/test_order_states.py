"""What may follow what in the life of an order, its milestones, a listing and a review."""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from marketplace.equipment import rules as equipment_rules
from marketplace.errors import (
    MilestonesNotAccepted,
    MilestoneStateForbids,
    OfferStateForbids,
    OrderStateForbids,
)
from marketplace.listings import rules as listing_rules
from marketplace.orders import rules
from marketplace.reviews.rules import check_reviewable
from marketplace.vocabulary import MilestoneStatus, OrderStatus

ORDER_VERBS = st.sampled_from(["confirm", "decline", "cancel"])
MILESTONE_VERBS = st.sampled_from(["deliver", "accept"])


class OrderLife(RuleBasedStateMachine):
    """Any sequence of verbs: refused ones change nothing, allowed ones keep the promises."""

    def __init__(self) -> None:
        super().__init__()
        self.status: OrderStatus = "placed"
        self.milestones: list[MilestoneStatus] = ["pending", "pending", "pending"]
        self.was_confirmed = False

    @rule(verb=ORDER_VERBS)
    def move(self, verb: str) -> None:
        was = self.status
        try:
            self.status = rules.moved(was, verb)
        except OrderStateForbids:
            assert was != "placed"
        else:
            assert was == "placed"
        self.was_confirmed |= self.status == "confirmed"

    @rule(verb=MILESTONE_VERBS, which=st.integers(0, 2))
    def move_milestone(self, verb: str, which: int) -> None:
        was = self.milestones[which]
        try:
            self.milestones[which] = rules.milestone_moved(self.status, was, verb)
        except OrderStateForbids:
            assert self.status != "confirmed"
        except MilestoneStateForbids:
            assert (verb, was) not in {("deliver", "pending"), ("accept", "delivered")}

    @rule()
    def complete(self) -> None:
        was = self.status
        try:
            self.status = rules.completed(was, self.milestones)
        except OrderStateForbids:
            assert was != "confirmed"
        except MilestonesNotAccepted:
            assert set(self.milestones) != {"accepted"}

    @invariant()
    def a_completed_order_was_confirmed_and_has_nothing_open(self) -> None:
        if self.status == "completed":
            assert self.was_confirmed
            assert set(self.milestones) == {"accepted"}

    @invariant()
    def milestones_move_only_in_confirmed_orders(self) -> None:
        assert self.was_confirmed or set(self.milestones) == {"pending"}

    @invariant()
    def only_a_completed_order_can_be_reviewed(self) -> None:
        try:
            check_reviewable(self.status)
        except OrderStateForbids:
            assert self.status != "completed"
        else:
            assert self.status == "completed"


TestOrderLife = OrderLife.TestCase


@pytest.mark.parametrize("offers", [listing_rules, equipment_rules])
def test_an_offer_goes_from_draft_to_published_to_withdrawn_only(
    offers: object,
) -> None:
    assert offers.moved("draft", "publish") == "published"  # type: ignore[attr-defined]
    assert offers.moved("published", "withdraw") == "withdrawn"  # type: ignore[attr-defined]
    for status, verb in (
        ("published", "publish"),
        ("withdrawn", "publish"),
        ("draft", "withdraw"),
        ("withdrawn", "withdraw"),
    ):
        with pytest.raises(OfferStateForbids):
            offers.moved(status, verb)  # type: ignore[attr-defined]


@pytest.mark.parametrize("offers", [listing_rules, equipment_rules])
def test_a_withdrawn_offer_cannot_be_changed(offers: object) -> None:
    offers.check_editable("draft")  # type: ignore[attr-defined]
    offers.check_editable("published")  # type: ignore[attr-defined]
    with pytest.raises(OfferStateForbids):
        offers.check_editable("withdrawn")  # type: ignore[attr-defined]
