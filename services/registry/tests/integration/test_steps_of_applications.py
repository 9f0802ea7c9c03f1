"""Whose turn it is with an application, what is asked and answered, and what is shown for it."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from services.registry.tests.admissions import Case, applied, applied_by
from services.registry.tests.builders import statements
from services.registry.tests.conftest import World

from registry.admission.duties import move_applications
from registry.board_votes.settling import settle_due_votes
from registry.matters import MATTERS
from registry.vocabulary import CRITERIA
from shared.clocks import MovedClock

SUM = "a" * 64


@pytest.fixture
async def case(world: World) -> Case:
    """An application that was just submitted."""
    return await applied(world)


async def asks(case: Case, *, days: float = 8, **changes: Any) -> Any:
    due_at = (datetime.now(UTC) + timedelta(days=days)).isoformat()
    body = {"criteria": ["good_standing"], "text": "Kādi parādi?", "due_at": due_at, **changes}
    return await case.step("information-requests", body, by=case.world.manager)


async def answers(case: Case, question: Any, *, by: Any = None, text: str = "Nekādi") -> Any:
    return await case.step(
        f"information-requests/{question['id']}/answer", {"answer": text}, by=by or case.applicant
    )


async def seen(case: Case) -> dict[str, Any]:
    return dict((await case.applicant.calls("GET", case.path)).json())


async def stands(case: Case) -> tuple[str, str | None]:
    now = await seen(case)
    return now["step"], now["turn"]


async def after(world: World, **passed: float) -> None:
    """Let the worker do what is due when so much time has passed."""
    async with world.database.transaction() as session:
        await move_applications(session, MovedClock(timedelta(**passed)))


async def notices(world: World, template: str, organisation_id: Any) -> int:
    async with world.database.transaction() as session:
        found = await session.scalar(
            sa.text("select count(*) from notices where template = :t and organisation_id = :o"),
            {"t": template, "o": organisation_id},
        )
        return int(found or 0)


async def test_an_application_goes_step_by_step_and_tells_whose_turn_it_is(case: Case) -> None:
    world = case.world
    assert await stands(case) == ("submitted", "manager")
    started = await world.manager.calls("POST", f"{case.path}/review", headers={"If-Match": '"v1"'})
    assert (started.status_code, started.json()["step"]) == (201, "under_review")
    again = await world.manager.calls("POST", f"{case.path}/review", headers={"If-Match": "*"})
    assert (again.status_code, again.json()["code"]) == (409, "under_review")
    question = (await asks(case)).json()["information_requests"][0]
    assert await stands(case) == ("information_requested", "applicant")
    twice = await asks(case)
    assert (twice.status_code, twice.json()["code"]) == (409, "information_asked")
    answered = await answers(case, question)
    assert (answered.status_code, answered.json()["step"]) == (201, "answered")
    late = await answers(case, question)
    assert (late.status_code, late.json()["code"]) == (409, "nothing_asked")
    second = (await asks(case)).json()["information_requests"][1]
    assert (second["number"], await stands(case)) == (2, ("information_requested", "applicant"))
    back = await world.manager.calls(
        "POST",
        f"{case.path}/information-requests/{second['id']}/withdrawal",
        headers={"If-Match": "*"},
    )
    assert (back.status_code, back.json()["step"]) == (201, "answered")
    assert [one["answer"] for one in back.json()["information_requests"]] == ["Nekādi", None]
    await case.assess("good_standing")
    assert await stands(case) == ("under_review", "manager")
    meets_at = (datetime.now(UTC) + timedelta(days=8)).isoformat()
    body = {"meets_at": meets_at, "place": "Rīga"}
    await case.step("meeting-invitations", body, by=world.manager)
    assert await stands(case) == ("meeting", "candidate")
    await case.meet()
    assert await stands(case) == ("meeting", "manager")
    await case.assess_all()
    assert await stands(case) == ("meeting", "board")
    assert (await case.decide()).json()["status"] == "admitted"
    assert await stands(case) == ("decided", None)


async def test_while_the_board_votes_it_is_its_turn_and_afterwards_the_turn_passes_on(
    new_world: World,
) -> None:
    world = new_world
    case = await applied(world)
    await case.assess("can_cofinance", met=False)
    assert await stands(case) == ("under_review", "manager")
    first, second, _ = await world.whole_board()

    async def votes(*choices: str) -> None:
        """Open a vote on the waiver; cast these, or take it back if there are none."""
        before = (await seen(case))["version"]
        opened = await case.propose("waived", "can_cofinance", by=world.manager)
        assert opened.status_code == 201, opened.text
        during = await seen(case)
        assert (during["step"], during["turn"]) == ("under_review", "board")
        assert during["version"] == before + 1
        vote = f"/board-votes/{opened.json()['id']}"
        for member, choice in zip((first, second), choices, strict=False):
            await member.calls("POST", f"{vote}/ballots", json={"choice": choice})
        if not choices:
            back = await world.manager.calls(
                "POST", f"{vote}/withdrawal", headers={"If-Match": "*"}
            )
            assert back.status_code == 201, back.text

    await votes()
    assert await stands(case) == ("under_review", "manager")
    await votes("yes", "yes")
    assert await stands(case) == ("under_review", "manager")
    await case.assess("good_standing", met=False)
    opened = await case.propose("waived", "good_standing", by=world.manager)
    assert (await stands(case))[1] == "board"
    for member in (first, second):
        await member.calls(
            "POST", f"/board-votes/{opened.json()['id']}/ballots", json={"choice": "no"}
        )
    assert await stands(case) == ("under_review", "manager")


async def test_a_vote_that_lapses_gives_the_turn_back(new_world: World) -> None:
    world = new_world
    case = await applied(world)
    await case.assess("can_cofinance", met=False)
    await case.propose("waived", "can_cofinance", by=world.manager)
    for days in (60, 120):
        async with world.database.transaction() as session:
            await settle_due_votes(session, MovedClock(timedelta(days=days)), matters=MATTERS)
    assert await stands(case) == ("under_review", "manager")


async def test_only_the_manager_asks_and_only_the_applicant_answers(case: Case) -> None:
    world = case.world
    question = (await asks(case)).json()["information_requests"][0]
    stranger = await world.person(organisation_id=await world.organisation())
    for by, status, code in (
        (world.manager, 403, "not_its_representative"),
        (world.board, 403, "not_its_representative"),
        (stranger, 404, "unknown_application"),
    ):
        refused = await answers(case, question, by=by)
        assert (refused.status_code, refused.json()["code"]) == (status, code)
    reader = await world.person(organisation_id=case.applicant.organisation_id, roles=("reader",))
    refused = await answers(case, question, by=reader)
    assert (refused.status_code, refused.json()["code"]) == (403, "role_not_held")
    for name, body in (
        ("review", {}),
        ("information-requests", {"criteria": ["good_standing"], "text": "?", "due_at": None}),
        (f"information-requests/{question['id']}/withdrawal", {}),
    ):
        if "due_at" in body:
            body["due_at"] = (datetime.now(UTC) + timedelta(days=9)).isoformat()
        for by in (world.board, case.applicant, stranger):
            refused = await case.step(name, body, by=by)
            assert (refused.status_code, refused.json()["code"]) == (403, "manager_only"), name
    other = await applied(world)
    elsewhere = await answers(other, question)
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (
        404,
        "information_request_not_found",
    )


@pytest.mark.parametrize("days", [1, 91])
async def test_an_answer_is_due_neither_too_soon_nor_too_late(case: Case, days: int) -> None:
    refused = await asks(case, days=days)
    assert (refused.status_code, refused.json()["code"]) == (422, "due_date_impossible")
    assert refused.json()["errors"][0]["pointer"] == "/due_at"
    for changes in ({"criteria": []}, {"criteria": ["good_standing"] * 2}, {"text": " "}):
        assert (await asks(case, **changes)).status_code == 422


async def test_two_questions_at_once_make_one(case: Case) -> None:
    answered = await asyncio.gather(*(asks(case) for _ in range(3)))
    assert sorted(one.status_code for one in answered) == [201, 409, 409]


async def test_who_does_not_answer_is_reminded_once_and_then_the_manager_may_close(
    new_world: World,
) -> None:
    case = await applied(new_world)
    candidate_id = case.applicant.organisation_id
    await asks(case)
    closing = {"reason": "Nav atbildes"}
    for passed in (1, 9, 10):
        await after(new_world, days=passed)
        refused = await case.step("closing", closing, by=new_world.manager)
        assert (refused.status_code, refused.json()["code"]) == (409, "candidate_not_missing")
    assert await notices(new_world, "information_overdue", candidate_id) == 1
    assert await stands(case) == ("information_requested", "applicant")
    async with new_world.database.transaction() as session:
        # As if the reminder were a week old.
        await session.execute(
            sa.text(
                "update information_requests set asked_at = asked_at - interval '30 days',"
                " due_at = due_at - interval '30 days', reminded_at = now() - interval '8 days'"
            )
        )
        await session.execute(
            sa.text("update applications set turn_until = now() - interval '1 day'")
        )
    before = (await seen(case))["version"]
    await after(new_world, days=0)
    now = await seen(case)
    assert (now["step"], now["turn"]) == ("information_requested", "manager")
    assert now["version"] > before
    done = await case.step("closing", closing, by=new_world.manager)
    assert (done.status_code, done.json()["step"]) == (201, "closed")
    question = done.json()["information_requests"][0]
    late = await answers(case, question)
    assert (late.status_code, late.json()["code"]) == (409, "application_ended")
    await applied_by(new_world, case.applicant)


async def test_an_answer_after_the_reminder_still_counts(new_world: World) -> None:
    case = await applied(new_world)
    question = (await asks(case)).json()["information_requests"][0]
    await after(new_world, days=9)
    assert (await answers(case, question)).status_code == 201
    await after(new_world, days=40)
    refused = await case.step("closing", {"reason": "?"}, by=new_world.manager)
    assert (refused.status_code, refused.json()["code"]) == (409, "candidate_not_missing")


async def test_the_manager_and_the_board_are_reminded_once_in_a_step(new_world: World) -> None:
    case = await applied(new_world)
    await after(new_world, days=2)
    assert await notices(new_world, "application_waits", new_world.cluster_id) == 0
    for days in (8, 9, 20):
        await after(new_world, days=days)
    assert await notices(new_world, "application_waits", new_world.cluster_id) == 1
    await case.assess_all()
    await case.meet()
    for days in (8, 9):
        await after(new_world, days=days)
    assert await notices(new_world, "application_waits", new_world.cluster_id) == 2


async def test_after_the_time_of_the_meeting_it_is_the_managers_turn(new_world: World) -> None:
    case = await applied(new_world)
    meets_at = (datetime.now(UTC) + timedelta(days=8)).isoformat()
    body = {"meets_at": meets_at, "place": "Rīga"}
    await case.step("meeting-invitations", body, by=new_world.manager)
    await after(new_world, days=7)
    assert await stands(case) == ("meeting", "candidate")
    await after(new_world, days=9)
    assert await stands(case) == ("meeting", "manager")


async def test_lists_are_short_and_tell_who_waits_longest_for_whom(new_world: World) -> None:
    world = new_world
    cases = [await applied(world) for _ in range(3)]
    await asks(cases[1])
    await cases[2].assess_all()
    await cases[2].meet()

    async def listed(query: str, by: Any = None) -> list[Any]:
        answer = await (by or world.manager).calls("GET", f"/applications?{query}")
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    for turn, case in (("manager", cases[0]), ("applicant", cases[1]), ("board", cases[2])):
        (one,) = await listed(f"turn={turn}")
        assert one["id"] == case.id
        assert "statements" not in one
        assert one["waits_since"] is not None
    assert [one["id"] for one in await listed("sort=waits_since")] == [one.id for one in cases]
    assert [one["id"] for one in await listed("step=information_requested")] == [cases[1].id]
    assert await listed("turn=board", by=cases[0].applicant) == []
    (own,) = await listed("sort=waits_since", by=cases[1].applicant)
    assert own["turn"] == "applicant"
    await cases[2].decide()
    assert await listed("turn=board") == []
    assert [one["id"] for one in await listed("step=decided")] == [cases[2].id]
    first = await world.board.calls("GET", "/applications?sort=waits_since&limit=1")
    following = await world.board.calls(
        "GET", f"/applications?sort=waits_since&limit=1&cursor={first.json()['next']}"
    )
    assert following.json()["items"][0]["id"] == cases[1].id


async def test_the_applicant_shows_evidence_which_is_withdrawn_but_never_gone(case: Case) -> None:
    world = case.world
    body = {
        "criterion": "good_standing",
        "title": "VID izziņa",
        "link": "https://vid.example/izzina",
        "sha256": SUM,
    }
    added = await case.step("evidence", body, by=case.applicant)
    assert added.status_code == 201, added.text
    assert added.json()["note"] is None
    assert added.headers["ETag"] == '"v2"'
    gone = await case.step(f"evidence/{added.json()['id']}/withdrawal", {}, by=case.applicant)
    assert (gone.status_code, gone.json()["withdrawn_by"]) == (201, str(case.applicant.id))
    again = await case.step(f"evidence/{added.json()['id']}/withdrawal", {}, by=case.applicant)
    assert (again.status_code, again.json()["code"]) == (409, "evidence_withdrawn")
    stranger = await world.person(organisation_id=await world.organisation())
    for reader in (case.applicant, world.manager, world.board):
        (shown,) = (await reader.calls("GET", f"{case.path}/evidence")).json()["items"]
        assert shown["withdrawn_at"] is not None
    refused = await stranger.calls("GET", f"{case.path}/evidence")
    assert (refused.status_code, refused.json()["code"]) == (404, "unknown_application")
    for by, status in ((world.manager, 403), (world.board, 403), (stranger, 404)):
        assert (await case.step("evidence", body, by=by)).status_code == status
    await case.step("withdrawal", {}, by=case.applicant)
    late = await case.step("evidence", body, by=case.applicant)
    assert (late.status_code, late.json()["code"]) == (409, "application_ended")


@pytest.mark.parametrize(
    "wrong",
    [
        {"link": "http://vid.example/izzina"},
        {"link": None, "sha256": None},
        {"link": None, "note": "Teksts"},
        {"sha256": "A" * 64},
        {"criterion": "wealth"},
        {"title": "a\nb"},
        {"note": "x" * 2001},
    ],
)
async def test_evidence_shows_something_and_a_sum_is_that_of_a_link(
    case: Case, wrong: dict[str, Any]
) -> None:
    body = {
        "criterion": "good_standing",
        "title": "Izziņa",
        "link": "https://vid.example/izzina",
        "sha256": SUM,
        **wrong,
    }
    refused = await case.step("evidence", body, by=case.applicant)
    assert refused.status_code == 422, refused.text


async def test_who_was_excluded_applies_only_after_its_time(case: Case) -> None:
    world = case.world
    await case.step("withdrawal", {}, by=case.applicant)

    async def applies(days: int) -> Any:
        async with world.database.transaction() as session:
            await session.execute(
                sa.text(
                    "update organisations set standing = 'excluded', membership = 'former',"
                    " member_since = now() - interval '5 years',"
                    " member_until = now() - make_interval(days => :days) where id = :id"
                ),
                {"days": days, "id": case.applicant.organisation_id},
            )
        organisation_id = str(case.applicant.organisation_id)
        body = {"organisation_id": organisation_id, "statements": statements()}
        return await case.applicant.calls("POST", "/applications", json=body)

    refused = await applies(300)
    assert (refused.status_code, refused.json()["code"]) == (409, "organisation_excluded")
    assert (await applies(800)).status_code == 201


async def test_every_criterion_can_be_asked_about_at_once(case: Case) -> None:
    answer = await asks(case, criteria=list(CRITERIA))
    assert answer.json()["information_requests"][0]["criteria"] == list(CRITERIA)
