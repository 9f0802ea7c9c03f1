"""A walk at random over an application, by everybody, with time passing.

Nobody moves the applicant's side but the applicant, nobody becomes a member without having applied,
and from wherever the walk stops somebody brings the application to an end.
"""

import random
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from services.registry.tests.admissions import MEETING, applied
from services.registry.tests.conftest import World

from registry.admission import evidence, information, meetings, use_cases
from registry.admission.duties import move_applications
from registry.admission.repository import case_of, find_application
from registry.vocabulary import CRITERIA
from shared.clocks import MovedClock
from shared.errors import DomainError

STEPS = 60
APPLICANTS = {"answer", "show", "withdraw"}


async def state(world: World, application_id: Any) -> Any:
    async with world.database.transaction() as session:
        return await case_of(session, await find_application(session, application_id))


def acts(case: Any, dice: random.Random, now: Any) -> dict[str, Any]:
    """What may be tried, each with what it needs."""
    asked = case.open_request or (case.information_requests or [None])[-1]
    invitation = (case.meeting_invitations or [None])[-1]
    criterion = dice.choice(CRITERIA)
    found: dict[str, Any] = {
        "review": (information.start_review, {}),
        "ask": (
            information.request_information,
            {"criteria": [criterion], "text": "?", "due_at": now + timedelta(days=8)},
        ),
        "assess": (
            use_cases.assess_criterion,
            {"criterion": criterion, "met": dice.random() < 0.9, "note": "Seen"},
        ),
        "invite": (
            meetings.invite_to_meeting,
            {"meets_at": now + timedelta(days=9), "place": "Rīga"},
        ),
        "meet": (meetings.record_meeting, {**MEETING, "held_at": now}),
        "close": (use_cases.close_application, {"reason": "Away"}),
        "withdraw": (use_cases.withdraw_application, {"reason": None}),
        "show": (
            evidence.add_evidence,
            {"criterion": criterion, "title": "T", "link": None, "sha256": None, "note": "N"},
        ),
    }
    if asked is not None:
        found["answer"] = (information.answer_request, {"request_id": asked.id, "answer": "A"})
        found["back"] = (information.take_back_request, {"request_id": asked.id})
    if invitation is not None:
        found["absent"] = (meetings.record_absence, {"invitation_id": invitation.id})
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_no_walk_leaves_an_application_without_an_end_or_moves_another_ones_side(
    world: World, seed: int
) -> None:
    dice, passed, seen = random.Random(seed), timedelta(0), Counter[str]()
    stranger = await world.person(organisation_id=await world.organisation())
    case = await applied(world)
    people = [world.manager, world.board, case.applicant, stranger]
    application_id = (await state(world, case.id)).application.id
    for _ in range(STEPS):
        clock = MovedClock(passed)
        before = await state(world, application_id)
        if before.application.turn is None:
            assert before.application.step in ("withdrawn", "closed")
            case = await applied(world)
            people[2] = case.applicant
            application_id = (await state(world, case.id)).application.id
            continue
        if dice.random() < 0.25:
            passed += timedelta(days=dice.choice([1, 5, 10]))
            async with world.database.transaction() as session:
                await move_applications(session, MovedClock(passed))
            continue
        possible = acts(before, dice, clock.now())
        rare = {"withdraw"} if dice.random() < 0.8 else set[str]()
        name = dice.choice(sorted(possible.keys() - rare))
        act, needs = possible[name]
        by = dice.choice([*people, people[2] if name in APPLICANTS else world.manager])
        try:
            async with world.database.transaction() as session:
                await act(
                    session,
                    clock,
                    application_id=application_id,
                    version=None,
                    by=by.caller,
                    **needs,
                )
        except DomainError:
            after = await state(world, application_id)
            assert after.application.version == before.application.version
            continue
        seen[name] += 1
        assert (by is people[2]) if name in APPLICANTS else (by is world.manager)
        after = await state(world, application_id)
        assert after.application.version == before.application.version + 1
        assert len(after.information_requests) >= len(before.information_requests)
    assert len(seen) >= 5, seen
    last = await state(world, application_id)
    if last.application.turn is not None:
        ended = await case.step("withdrawal", {}, by=case.applicant)
        assert ended.status_code == 201
    entry = await world.calls("GET", f"/organisations/{last.application.organisation_id}")
    assert (entry.json()["membership"], entry.json()["standing"]) == ("none", "none")
