"""When organisations are related: ties, their ends, and the window after them."""

from calendar import isleap
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.affiliations.rules import (
    Tie,
    Window,
    held_after_award,
    months_before,
    related,
    window_opens,
)

RIGA = ZoneInfo("Europe/Riga")
NOW = datetime(2026, 11, 27, 12, 30, 15, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ALWAYS = Window(datetime(2019, 12, 31, 22, tzinfo=UTC), 12)
moments = st.datetimes(datetime(2021, 1, 2), datetime(2060, 1, 1), timezones=st.just(UTC))
ends = st.none() | moments


def test_a_person_in_both_makes_related_however_long_ago_it_came() -> None:
    assert related([Tie(None, None)], opens=NOW)
    assert not related([], opens=NOW)


def test_a_tie_counts_until_the_second_in_which_its_window_closes() -> None:
    opens = window_opens([ALWAYS], NOW)
    assert opens == datetime(2025, 11, 27, 12, 30, 15, tzinfo=UTC)
    assert related([Tie(opens + SECOND, None)], opens=opens)
    assert not related([Tie(opens, None)], opens=opens), "twelve months are not less than twelve"
    assert not related([Tie(opens - SECOND, None)], opens=opens)


def test_of_two_ends_the_earlier_one_counts_on_either_side() -> None:
    opens = window_opens([ALWAYS], NOW)
    long_ago = NOW - timedelta(days=800)
    for tie in (Tie(long_ago, None), Tie(None, long_ago), Tie(long_ago, NOW)):
        assert not related([tie], opens=opens)
    assert related([Tie(long_ago, None), Tie(NOW, NOW)], opens=opens), "one person is enough"


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        # A leap day has no like in the year before: its last day of February.
        (datetime(2028, 2, 29, 10, tzinfo=RIGA), datetime(2027, 2, 28, 10, tzinfo=RIGA)),
        (datetime(2029, 2, 28, 10, tzinfo=RIGA), datetime(2028, 2, 28, 10, tzinfo=RIGA)),
        (datetime(2029, 3, 1, 0, tzinfo=RIGA), datetime(2028, 3, 1, 0, tzinfo=RIGA)),
        (datetime(2027, 1, 1, 0, tzinfo=RIGA), datetime(2026, 1, 1, 0, tzinfo=RIGA)),
        # Summer time began on 28 March in 2027, on 29 March in 2026: local time stays.
        (datetime(2027, 3, 28, 12, tzinfo=RIGA), datetime(2026, 3, 28, 12, tzinfo=RIGA)),
    ],
)
def test_months_are_those_of_the_calendar_in_riga(now: datetime, opens: datetime) -> None:
    assert window_opens([ALWAYS], now.astimezone(UTC)) == opens.astimezone(UTC)


def test_the_window_in_force_is_the_latest_that_has_begun() -> None:
    later = Window(NOW, 24)
    before = window_opens([later, ALWAYS], NOW - SECOND)
    assert before == months_before(NOW - SECOND, 12)
    assert window_opens([later, ALWAYS], NOW) == months_before(NOW, 24)


def test_before_the_first_window_and_in_one_of_no_months_only_living_ties_count() -> None:
    for windows in ([], [Window(NOW + SECOND, 12)], [Window(NOW - SECOND, 0)]):
        opens = window_opens(windows, NOW)
        assert not related([Tie(NOW, None)], opens=opens)
        assert related([Tie(None, None)], opens=opens)


@given(moments, st.integers(0, 120))
def test_a_window_is_as_many_calendar_months_long(now: datetime, months: int) -> None:
    then, here = months_before(now, months).astimezone(RIGA), now.astimezone(RIGA)
    assert (here.year - then.year) * 12 + here.month - then.month == months
    assert then.day in {here.day, 28 + isleap(then.year), 30}


@given(st.lists(st.tuples(ends, ends), max_size=5), moments)
def test_related_is_mutual_and_never_begins_by_waiting(
    pairs: list[tuple[datetime | None, datetime | None]], now: datetime
) -> None:
    there = [Tie(one, other) for one, other in pairs]
    back = [Tie(other, one) for one, other in pairs]
    opens = window_opens([ALWAYS], now)
    assert related(there, opens=opens) == related(back, opens=opens)
    later = window_opens([ALWAYS], now + timedelta(days=40))
    assert related(there, opens=opens) or not related(there, opens=later)


@pytest.mark.parametrize(
    ("client", "provider", "held"),
    [
        # Begun by the award, whoever made it; its very instant is not after it.
        (-2, -1, True),
        (-1, -2, True),
        (-1, 0, True),
        # Begun after it: the provider's act takes nothing, the client's own does.
        (-1, 1, False),
        (1, -1, True),
        (1, 2, False),
        (2, 1, True),
        (1, 1, True),
    ],
)
def test_after_the_award_only_older_ties_and_the_clients_own_are_held(
    client: int, provider: int, held: bool
) -> None:
    assert held is held_after_award(
        client_since=NOW + client * SECOND,
        provider_since=NOW + provider * SECOND,
        awarded_at=NOW,
    )


@given(moments, moments, moments)
def test_a_provider_cannot_make_a_tie_after_the_award_and_a_client_can(
    first: datetime, second: datetime, awarded: datetime
) -> None:
    earlier, later = sorted((first, second))
    made_by_provider = held_after_award(
        client_since=earlier, provider_since=later, awarded_at=awarded
    )
    assert made_by_provider == (later <= awarded or earlier == later)
    assert held_after_award(client_since=later, provider_since=earlier, awarded_at=awarded)
