"""From every state of an application somebody or time goes on."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from registry.admission.turns import Progress, progress_of

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
MOMENTS = st.none() | st.integers(-100, 100).map(lambda hours: NOW + timedelta(hours=hours))
FACTS = st.fixed_dictionaries(
    {
        "reviewing": st.booleans(),
        "asked": st.booleans(),
        "answer_by": MOMENTS,
        "answer_unseen": st.booleans(),
        "meets_at": MOMENTS,
        "is_invited": st.booleans(),
        "met": st.booleans(),
        "all_assessed": st.booleans(),
    }
)


@given(FACTS)
def test_a_turn_that_time_ends_passes_to_the_manager_and_stays_there(facts: dict) -> None:  # type: ignore[type-arg]
    found = progress_of(**facts, now=NOW)
    assert found.until is None or found.until > NOW
    if found.until is not None:
        later = progress_of(**{**facts, "is_invited": True}, now=found.until)
        assert later.turn == "manager"
        assert later.until is None


@given(FACTS)
def test_the_applicant_is_waited_for_only_when_asked_and_the_board_only_after_the_meeting(
    facts: dict,  # type: ignore[type-arg]
) -> None:
    found = progress_of(**facts, now=NOW)
    assert (found.turn == "applicant") <= facts["asked"]
    assert (found.turn == "board") <= (facts["met"] and facts["all_assessed"])
    assert (found.turn == "candidate") <= (facts["meets_at"] is not None and not facts["met"])
    assert found.step not in ("decided", "withdrawn", "closed")


def test_what_was_just_submitted_waits_for_the_manager() -> None:
    nothing = dict.fromkeys(("reviewing", "asked", "answer_unseen", "is_invited"), False)
    assert progress_of(
        **nothing, met=False, all_assessed=False, answer_by=None, meets_at=None, now=NOW
    ) == Progress(step="submitted", turn="manager")
