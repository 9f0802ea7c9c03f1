"""Who decides about an office, when a term begins and ends, and on which seat."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.offices import rules
from registry.offices.errors import (
    AnotherMemberNeeded,
    AreaDoesNotFit,
    OfficeRequired,
    OfficesExcludeEachOther,
    TermDatesImpossible,
)
from registry.offices.rules import COORDINATED, OFFICE_NAMES, Place, Sitting
from registry.vocabulary import CLUSTER_OFFICES, ClusterOffice

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def sits(seat: int, *, ends: timedelta | None = None, who: UUID | None = None) -> Sitting:
    return Sitting(
        id=UUID(int=seat),
        account_id=who or uuid4(),
        seat=seat,
        ends_at=None if ends is None else NOW + ends,
    )


@pytest.mark.parametrize(
    ("office", "manager", "board", "serves", "may"),
    [
        ("board", True, False, True, True),
        ("board", False, True, True, False),
        ("board", False, True, False, True),
        ("board", False, False, False, False),
        ("manager", False, True, True, True),
        ("manager", True, False, True, False),
        ("auditor", True, True, True, True),
    ],
)
def test_the_manager_records_the_assembly_and_the_board_itself(
    office: ClusterOffice, manager: bool, board: bool, serves: bool, may: bool
) -> None:
    given = {"is_manager": manager, "is_board": board, "manager_serves": serves}
    if may:
        rules.check_records(office, **given)
    else:
        with pytest.raises(OfficeRequired):
            rules.check_records(office, **given)


def test_nobody_confirms_what_it_recorded_itself() -> None:
    one, another = uuid4(), uuid4()
    rules.check_another(one, another)
    rules.check_another(None, another)
    with pytest.raises(AnotherMemberNeeded):
        rules.check_another(one, one)


@pytest.mark.parametrize(
    ("office", "area", "fits"),
    [
        ("board", "finance", True),
        ("board", None, False),
        *(("coordinator", area, True) for area in COORDINATED),
        ("coordinator", "finance", False),
        ("coordinator", None, False),
        ("manager", None, True),
        ("manager", "finance", False),
        ("expert", "finance", False),
    ],
)
def test_the_board_has_areas_coordinators_one_of_three_and_others_none(
    office: ClusterOffice, area: str | None, fits: bool
) -> None:
    if fits:
        rules.check_area(office, area)
    else:
        with pytest.raises(AreaDoesNotFit) as refused:
            rules.check_area(office, area)
        assert refused.value.pointer == "/area"


@pytest.mark.parametrize(
    ("day", "fits"),
    [
        (date(2026, 6, 1), True),
        (date(2026, 6, 2), False),
        (date(2025, 5, 31), True),
        (date(2025, 5, 30), False),
    ],
)
def test_a_decision_is_of_the_last_year_by_the_calendar_in_riga(day: date, fits: bool) -> None:
    # In Riga it is the first of June by now, in UTC not yet.
    now = datetime(2026, 5, 31, 21, 30, tzinfo=UTC)
    if fits:
        rules.check_decided_on(day, now=now, pointer="/decision/decided_on")
    else:
        with pytest.raises(TermDatesImpossible) as refused:
            rules.check_decided_on(day, now=now, pointer="/decision/decided_on")
        assert refused.value.pointer == "/decision/decided_on"


@pytest.mark.parametrize(
    ("begins", "ends", "months", "wrong"),
    [
        (None, None, 12, None),
        (DAY * 0, DAY, 12, None),
        (-DAY, None, 12, "/begins_at"),
        (DAY * 366, None, 12, None),
        (DAY * 367, None, 12, "/begins_at"),
        (None, DAY * 0, 12, "/ends_at"),
        (DAY * 9, DAY * 9, None, "/ends_at"),
        (None, DAY * 365, 12, None),
        (None, DAY * 366, 12, "/ends_at"),
        (DAY, DAY * 366, 12, None),
        (None, DAY * 5000, None, None),
    ],
)
def test_a_term_begins_within_a_year_and_lasts_no_longer_than_its_office_does(
    begins: timedelta | None, ends: timedelta | None, months: int | None, wrong: str | None
) -> None:
    given = {
        "begins_at": None if begins is None else NOW + begins,
        "ends_at": None if ends is None else NOW + ends,
    }
    if wrong is None:
        rules.check_dates(**given, term_months=months, now=NOW)
    else:
        with pytest.raises(TermDatesImpossible) as refused:
            rules.check_dates(**given, term_months=months, now=NOW)
        assert refused.value.pointer == wrong


@pytest.mark.parametrize(
    ("begin", "months", "end"),
    [
        (datetime(2026, 6, 1, 9, tzinfo=UTC), 12, datetime(2027, 6, 1, 9, tzinfo=UTC)),
        # Summer in Riga is an hour ahead of winter: noon there stays noon.
        (datetime(2026, 6, 1, 9, tzinfo=UTC), 6, datetime(2026, 12, 1, 10, tzinfo=UTC)),
        (datetime(2028, 2, 29, 9, tzinfo=UTC), 12, datetime(2029, 2, 28, 9, tzinfo=UTC)),
        (datetime(2026, 8, 31, 9, tzinfo=UTC), 1, datetime(2026, 9, 30, 9, tzinfo=UTC)),
        # Near midnight the day is Riga's: the first of January there.
        (datetime(2025, 12, 31, 22, 30, tzinfo=UTC), 1, datetime(2026, 1, 31, 22, 30, tzinfo=UTC)),
    ],
)
def test_a_term_ends_on_the_same_day_in_riga_or_the_last_of_the_month(
    begin: datetime, months: int, end: datetime
) -> None:
    assert rules.end_of(begin, months) == end
    assert rules.end_of(begin, None) is None


def test_offices_exclude_each_other_whichever_of_the_two_says_so() -> None:
    excluded: Mapping[str, list[str]] = {"auditor": ["board", "accountant"]}
    for office, held in (("auditor", ["board"]), ("board", ["expert", "auditor"])):
        with pytest.raises(OfficesExcludeEachOther):
            rules.check_compatible(office, held, excluded)  # type: ignore[arg-type]
    rules.check_compatible("board", ["board", "expert"], excluded)
    rules.check_compatible("auditor", [], excluded)


def test_a_coordinators_seat_is_its_areas() -> None:
    area = COORDINATED[1]

    def place(sitting: list[Sitting], who: UUID) -> Place | None:
        return rules.find_place(
            "coordinator", account_id=who, area=area, sitting=sitting, seats=3, now=NOW
        )

    me = uuid4()
    assert place([sits(1), sits(3)], me) == Place(2)
    assert place([sits(2, who=me)], me) == Place(2, UUID(int=2))
    assert place([sits(2, ends=-DAY)], me) == Place(2, UUID(int=2))
    assert place([sits(2, ends=DAY)], me) is None


def test_who_goes_on_keeps_its_seat_and_who_waits_longest_makes_way_first() -> None:
    me = uuid4()

    def place(*sitting: Sitting) -> Place | None:
        return rules.find_place(
            "board", account_id=me, area="finance", sitting=sitting, seats=3, now=NOW
        )

    assert place(sits(1, ends=-DAY), sits(2, who=me, ends=DAY)) == Place(2, UUID(int=2))
    assert place(sits(1, ends=-DAY), sits(2, ends=-2 * DAY)) == Place(2, UUID(int=2))
    assert place(sits(1, ends=DAY), sits(3)) == Place(2)
    assert place(sits(1), sits(2), sits(3)) is None


terms = st.lists(
    st.tuples(st.one_of(st.none(), st.integers(-5, 5)), st.booleans()), max_size=7
).map(lambda given: [(n + 1, ends, mine) for n, (ends, mine) in enumerate(given)])


@given(terms, st.integers(1, 7))
def test_a_place_is_a_seat_of_the_office_that_nobody_keeps(
    given: list[tuple[int, int | None, bool]], seats: int
) -> None:
    me = uuid4()
    own = next((seat for seat, _, mine in given if mine and seat <= seats), None)
    sitting = [
        sits(seat, ends=None if ends is None else DAY * ends, who=me if seat == own else None)
        for seat, ends, _ in given
        if seat <= seats
    ]
    place = rules.find_place(
        "board", account_id=me, area="finance", sitting=sitting, seats=seats, now=NOW
    )
    by_seat = {one.seat: one for one in sitting}
    if place is None:
        assert len(sitting) == seats
        assert not [one for one in sitting if one.is_due(NOW) or one.account_id == me]
        return
    assert 1 <= place.seat <= seats
    there = by_seat.get(place.seat)
    assert place.instead_of == (there.id if there else None)
    assert there is None or there.account_id == me or there.is_due(NOW)


@given(terms, st.integers(0, 7), st.integers(1, 7), st.integers(0, 6))
def test_no_more_is_promised_than_there_are_seats_at_the_begin(
    given: list[tuple[int, int | None, bool]], offered: int, seats: int, begin: int
) -> None:
    sitting = [sits(seat, ends=None if ends is None else DAY * ends) for seat, ends, _ in given]
    stay = len([ends for _, ends, _ in given if ends is None or ends > begin])
    assert rules.is_promised(
        sitting=sitting, offered=offered, seats=seats, begin=NOW + DAY * begin
    ) == (stay + offered >= seats)


def test_every_office_has_a_name_in_every_language_and_the_assembly_elects_the_board_alone() -> (
    None
):
    for names in OFFICE_NAMES.values():
        assert set(names) == set(CLUSTER_OFFICES)
        assert len(set(names.values())) == len(names)
    assert [one for one in CLUSTER_OFFICES if rules.decided_by(one) == "assembly"] == ["board"]
