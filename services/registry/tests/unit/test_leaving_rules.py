"""When a leaving is complete: whatever is answered, in whichever order, however often."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.leaving import rules
from registry.leaving.errors import NoMembershipToLeave, WishedDayOutOfRange
from registry.leaving.rules import SERVICES, Answer

TODAY = date(2026, 11, 27)


def answer(service: str, *, open_count: int = 0, sealed: bool = False, done: int = 0) -> Answer:
    return Answer(service=service, open_count=open_count, sealed_bids=sealed, orders_completed=done)


EMPTY = [answer(service) for service in SERVICES]


def complete(answers: list[Answer], wished_on: date | None = None) -> bool:
    return rules.is_complete(answers, wished_on=wished_on, today=TODAY)


def test_it_takes_both_services_and_nothing_open_in_either() -> None:
    assert complete(EMPTY)
    assert complete(EMPTY[::-1])
    assert not complete([])
    for one in EMPTY:
        assert not complete([one])
    assert not complete([EMPTY[0], answer("billing", open_count=1)])
    assert not complete([answer("marketplace", sealed=True), EMPTY[1]])


def test_billing_has_to_know_of_every_order_that_the_marketplace_calls_completed() -> None:
    assert not complete([answer("marketplace", done=3), answer("billing", done=2)])
    assert complete([answer("marketplace", done=3), answer("billing", done=3)])
    # Its facts may come first: it says of one more, and has invoiced it.
    assert complete([answer("marketplace", done=2), answer("billing", done=3)])


def test_nobody_leaves_before_the_day_that_it_wished() -> None:
    assert not complete(EMPTY, TODAY + timedelta(days=1))
    assert complete(EMPTY, TODAY)
    assert complete(EMPTY, TODAY - timedelta(days=40))


@given(st.integers(-800, 800))
def test_the_wished_day_lies_between_today_and_a_year_from_now(days: int) -> None:
    wished = TODAY + timedelta(days=days)
    if 0 <= days <= rules.LONGEST.days:
        rules.check_wished_on(wished, today=TODAY)
    else:
        with pytest.raises(WishedDayOutOfRange) as refused:
            rules.check_wished_on(wished, today=TODAY)
        assert refused.value.pointer == "/wished_on"
    rules.check_wished_on(None, today=TODAY)


def test_only_a_member_leaves_and_never_the_cluster() -> None:
    rules.check_may_leave(membership="member", is_cluster=False)
    for membership, is_cluster in (("none", False), ("former", False), ("member", True)):
        with pytest.raises(NoMembershipToLeave):
            rules.check_may_leave(membership=membership, is_cluster=is_cluster)
