"""Whatever happens, an application comes to an end, and what was said before stays readable."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from services.registry.tests.admissions import MEETING, Case, applied, applied_by
from services.registry.tests.conftest import World


@pytest.fixture
async def case(world: World) -> Case:
    """An application that was just submitted."""
    return await applied(world)


async def invited(case: Case, *, days: int = 8) -> Any:
    meets_at = (datetime.now(UTC) + timedelta(days=days)).isoformat()
    body = {"meets_at": meets_at, "place": "Klastera birojs, Rīga"}
    return await case.step("meeting-invitations", body, by=case.world.manager)


async def missed(case: Case) -> None:
    """Invite, let the time of the meeting pass, and record that nobody came."""
    answer = await invited(case)
    assert answer.status_code == 201, answer.text
    invitation = answer.json()["meeting_invitations"][-1]
    early = await absent(case, invitation["id"])
    assert (early.status_code, early.json()["code"]) == (409, "nothing_to_miss")
    async with case.world.database.transaction() as session:
        await session.execute(
            sa.text("update meeting_invitations set meets_at = now() where id = :id"),
            {"id": invitation["id"]},
        )
    answer = await absent(case, invitation["id"])
    assert answer.status_code == 201, answer.text
    assert answer.json()["meeting_invitations"][-1]["missed_at"] is not None
    again = await absent(case, invitation["id"])
    assert (again.status_code, again.json()["code"]) == (409, "nothing_to_miss")


async def absent(case: Case, invitation_id: Any) -> Any:
    return await case.world.manager.calls(
        "POST",
        f"{case.path}/meeting-invitations/{invitation_id}/absence",
        headers={"If-Match": "*"},
    )


async def closed(case: Case) -> Any:
    body = {"reason": "Pretendents neieradās"}
    return await case.step("closing", body, by=case.world.manager)


async def withdrawn(case: Case, **body: Any) -> Any:
    return await case.step("withdrawal", body, by=case.applicant)


async def test_a_waiver_of_a_small_debt_does_not_excuse_the_million_that_is_found_later(
    case: Case,
) -> None:
    await case.assess_all()
    await case.meet()
    await case.assess("good_standing", met=False, note="Parāds: 12 EUR")
    assert (await case.waive("good_standing")).json()["unmet"] == []
    await case.assess("good_standing", met=True, note="Samaksāts")
    worse = await case.assess("good_standing", met=False, note="Parāds: 1 200 000 EUR")
    assert worse.json()["unmet"] == ["good_standing"]
    assert worse.json()["waivers"] == []
    refused = await case.decide()
    assert (refused.status_code, refused.json()["code"]) == (409, "criterion_unmet")
    history = [
        (one["number"], one["note"])
        for one in worse.json()["assessment_history"]
        if one["criterion"] == "good_standing"
    ]
    assert history == [
        (1, "Pārbaudīts"),
        (2, "Parāds: 12 EUR"),
        (3, "Samaksāts"),
        (4, "Parāds: 1 200 000 EUR"),
    ]
    assert all(one["assessed_by"] and one["assessed_at"] for one in worse.json()["assessments"])
    (waiver,) = worse.json()["waiver_history"]
    assert waiver["reason"] == "Jauns uzņēmums ar labu ideju"
    assert waiver["assessment_id"] in {one["id"] for one in worse.json()["assessment_history"]}
    anew = await case.waive("good_standing")
    assert (anew.status_code, anew.json()["unmet"]) == (200, [])
    assert len(anew.json()["waiver_history"]) == 2
    assert (await case.decide()).status_code == 200


async def test_a_candidate_withdraws_at_any_time_and_may_apply_again(case: Case) -> None:
    await case.assess_all()
    await case.meet()
    answer = await withdrawn(case, reason="Pagaidām atliekam")
    assert answer.status_code == 201, answer.text
    assert answer.json()["status"] == "withdrawn"
    assert answer.json()["ending"]["reason"] == "Pagaidām atliekam"
    assert answer.json()["ending"]["ended_by"] == str(case.applicant.id)
    for late in (
        await withdrawn(case),
        await closed(case),
        await case.assess("good_standing"),
        await case.decide(),
        await case.decide("rejected"),
        await invited(case),
    ):
        assert (late.status_code, late.json()["code"]) == (409, "application_ended")
    again = await applied_by(case.world, case.applicant)
    assert again.id != case.id


async def test_nobody_withdraws_for_a_candidate_but_its_representative(case: Case) -> None:
    world = case.world
    stranger = await world.person(organisation_id=await world.organisation())
    assert (await case.step("withdrawal", {}, by=stranger)).json()["code"] == "unknown_application"
    for officer in (world.manager, world.board):
        answer = await case.step("withdrawal", {}, by=officer)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_its_representative")
    for by in (world.board, stranger, case.applicant):
        answer = await case.step("closing", {"reason": "Tā gribu"}, by=by)
        assert (answer.status_code, answer.json()["code"]) == (403, "manager_only")


async def test_the_manager_closes_after_two_missed_invitations_and_not_before(case: Case) -> None:
    for _ in range(2):
        refused = await closed(case)
        assert (refused.status_code, refused.json()["code"]) == (409, "candidate_not_missing")
        await missed(case)
    answer = await closed(case)
    assert answer.status_code == 201, answer.text
    assert answer.json()["status"] == "closed"
    assert answer.json()["ending"]["kind"] == "closed"
    seen = (await case.applicant.calls("GET", case.path)).json()
    assert seen["ending"]["reason"] == "Pretendents neieradās"
    await applied_by(case.world, case.applicant)


async def test_the_board_rejects_without_a_meeting_only_who_missed_two_invitations(
    case: Case,
) -> None:
    await missed(case)
    assert (await case.decide("rejected")).json()["code"] == "meeting_not_held"
    await missed(case)
    assert (await case.decide("admitted")).json()["code"] == "meeting_not_held"
    assert (await case.decide("rejected")).status_code == 200


async def test_a_candidate_that_comes_after_all_is_not_closed(case: Case) -> None:
    await missed(case)
    await missed(case)
    assert (await case.meet()).status_code == 201
    assert (await closed(case)).json()["code"] == "candidate_not_missing"


async def test_a_candidate_is_invited_days_before_and_a_new_invitation_replaces_the_former(
    case: Case,
) -> None:
    soon = await invited(case, days=6)
    assert (soon.status_code, soon.json()["code"]) == (422, "invited_too_late")
    assert soon.json()["errors"][0]["pointer"] == "/meets_at"
    first = (await invited(case)).json()["meeting_invitations"][0]
    assert (await invited(case, days=9)).status_code == 201
    async with case.world.database.transaction() as session:
        await session.execute(
            sa.text("update meeting_invitations set meets_at = now() where id = :id"),
            {"id": first["id"]},
        )
    assert (await absent(case, first["id"])).json()["code"] == "nothing_to_miss"
    unknown = await absent(case, uuid.uuid4())
    assert (unknown.status_code, unknown.json()["code"]) == (404, "meeting_invitation_not_found")


async def test_a_meeting_is_corrected_with_a_reason_and_its_first_record_is_kept(
    case: Case,
) -> None:
    held_at = datetime.now(UTC).isoformat()
    body = {**MEETING, "held_at": held_at, "correction": "Aizmirsts dalībnieks"}
    body["participants"] = ["Vadītāja", "Pretendents", "Eksperts"]
    manager = case.world.manager
    early = await case.step("meeting-corrections", body, by=manager)
    assert (early.status_code, early.json()["code"]) == (409, "meeting_not_recorded")
    await case.meet()
    for moment, code in (
        ("2001-01-01T10:00:00Z", "meeting_before_entry"),
        ((datetime.now(UTC) + timedelta(days=1)).isoformat(), "meeting_in_future"),
    ):
        answer = await case.step("meeting-corrections", {**body, "held_at": moment}, by=manager)
        assert (answer.status_code, answer.json()["code"]) == (422, code)
    answer = await case.step("meeting-corrections", body, by=manager)
    assert answer.status_code == 201, answer.text
    assert answer.json()["meeting"]["participants"][-1] == "Eksperts"
    assert [one["correction"] for one in answer.json()["meeting_history"]] == [
        None,
        "Aizmirsts dalībnieks",
    ]


async def test_two_ends_at_once_make_one(case: Case) -> None:
    import asyncio

    await case.meet()
    answers = await asyncio.gather(
        withdrawn(case), case.decide("rejected"), withdrawn(case), case.decide("rejected")
    )
    assert sum(answer.status_code in (200, 201) for answer in answers) == 1
    assert {answer.status_code for answer in answers} <= {200, 201, 409}
