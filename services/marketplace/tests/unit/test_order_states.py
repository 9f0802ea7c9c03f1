"""What may follow what in the life of an order, its milestones, a listing and a review."""

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from marketplace.offers import rules as offers
from marketplace.offers.errors import OfferStateForbids
from marketplace.orders import rules
from marketplace.orders.errors import (
    MilestonesNotAccepted,
    MilestoneStateForbids,
    OrderStateForbids,
)
from marketplace.reviews.rules import check_reviewable
from marketplace.vocabulary import MilestoneStatus, OfferStatus, OrderStatus

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


@pytest.mark.parametrize("name", ["listing", "equipment item"])
def test_an_offer_goes_from_draft_to_published_to_withdrawn_only(name: str) -> None:
    assert offers.moved("draft", "publish", name=name) == "published"
    assert offers.moved("published", "withdraw", name=name) == "withdrawn"
    refused: list[tuple[OfferStatus, str]] = [
        ("published", "publish"),
        ("withdrawn", "publish"),
        ("draft", "withdraw"),
        ("withdrawn", "withdraw"),
    ]
    for status, verb in refused:
        with pytest.raises(OfferStateForbids, match=f"The {name} is {status}"):
            offers.moved(status, verb, name=name)


@pytest.mark.parametrize("name", ["listing", "equipment item"])
def test_a_withdrawn_offer_cannot_be_changed(name: str) -> None:
    offers.check_editable("draft", name=name)
    offers.check_editable("published", name=name)
    with pytest.raises(OfferStateForbids, match=f"The {name} is withdrawn"):
        offers.check_editable("withdrawn", name=name)
