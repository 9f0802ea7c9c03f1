"""Who is asked first where an organisation has lost its people."""

from datetime import UTC, datetime, timedelta

from registry.invitations.rules import last_people

CLOSED = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def test_those_whom_one_closing_sent_away_are_asked_first_though_not_in_one_instant() -> None:
    ends = [("anna@kadrs.example", CLOSED), ("juris@kadrs.example", CLOSED + timedelta(seconds=2))]
    assert last_people(ends) == {"anna@kadrs.example", "juris@kadrs.example"}


def test_who_had_gone_by_itself_before_is_not_waited_for() -> None:
    ends = [("anna@kadrs.example", CLOSED - timedelta(days=3)), ("juris@kadrs.example", CLOSED)]
    assert last_people(ends) == {"juris@kadrs.example"}


def test_nobody_is_waited_for_where_the_last_one_is_erased_or_nobody_was_there() -> None:
    assert (
        last_people([("anna@kadrs.example", CLOSED - timedelta(days=3)), (None, CLOSED)]) == set()
    )
    assert last_people([]) == set()
