"""From an application to a member, over HTTP."""

from datetime import UTC, datetime, timedelta

import pytest
from services.registry.tests.admissions import Case, applied
from services.registry.tests.builders import statements
from services.registry.tests.conftest import CLOCK, Person, World

from registry.actors import PLATFORM
from registry.admission.errors import AlreadyMember
from registry.admission.use_cases import record_founding_members
from registry.vocabulary import CRITERIA


@pytest.fixture
async def case(world: World) -> Case:
    """An application that was just submitted."""
    return await applied(world)


async def test_an_applicant_becomes_a_member_by_the_boards_decision(
    world: World, case: Case
) -> None:
    await case.assess_all()
    assert (await case.meet()).status_code == 201
    decided = await case.decide()
    assert decided.status_code == 200, decided.text
    assert decided.json()["status"] == "admitted"
    organisation_id = case.applicant.organisation_id
    shown = (await world.calls("GET", f"/organisations/{organisation_id}")).json()
    assert shown["membership"] == "member"
    assert shown["member_since"] is not None
    admitted = await world.announced("member.admitted", organisation_id)
    assert [(e["version"], e["membership"]) for e in admitted] == [(3, "member")]
    seen = (await case.applicant.calls("GET", case.path)).json()
    assert seen["decision"]["decided_by"] is None
    vote = (await case.applicant.calls("GET", f"/board-votes/{seen['decision']['vote_id']}")).json()
    assert (vote["status"], vote["electors"], vote["yes"]) == ("passed", 3, 2)
    named = {one["id"]: one["name"] for one in seen["people"]}
    assert named[seen["assessments"][0]["assessed_by"]] == "vaditaja"
    assert seen["meeting"]["held_at"].endswith("Z")
    assert len(seen["assessments"]) == 7
    assert seen["unmet"] == []


async def test_a_decision_before_the_meeting_is_refused_whatever_it_is(case: Case) -> None:
    await case.assess_all()
    for outcome in ("admitted", "rejected"):
        answer = await case.decide(outcome)
        assert (answer.status_code, answer.json()["code"]) == (409, "meeting_not_held")
    assert await case.world.announced("member.admitted", case.applicant.organisation_id) == []


async def test_an_unmet_criterion_stands_in_the_way_until_the_board_waives_it(case: Case) -> None:
    await case.assess_all(unmet=("can_cofinance",))
    await case.meet()
    refused = await case.decide()
    assert (refused.status_code, refused.json()["code"]) == (409, "criterion_unmet")
    assert "can_cofinance" in refused.json()["detail"]
    waived = await case.waive("can_cofinance")
    assert waived.json()["unmet"] == []
    assert waived.json()["waivers"][0]["vote_id"] is not None
    assert (await case.waive("can_cofinance")).json()["code"] == "already_waived"
    assert (await case.decide()).status_code == 200


async def test_a_criterion_that_nobody_assessed_counts_as_unmet_and_cannot_be_waived(
    case: Case,
) -> None:
    for criterion in CRITERIA[:-1]:
        await case.assess(criterion)
    await case.meet()
    assert (await case.waive("good_standing")).json()["code"] == "nothing_to_waive"
    assert (await case.waive("field_related")).json()["code"] == "nothing_to_waive"
    assert (await case.decide()).json()["code"] == "criterion_unmet"


async def test_the_last_assessment_before_the_decision_counts(case: Case) -> None:
    await case.assess_all(unmet=("good_standing",))
    again = await case.assess("good_standing", met=True)
    assert again.json()["unmet"] == []
    assert len(again.json()["assessments"]) == 7


async def test_a_rejection_needs_the_meeting_alone_and_lets_the_applicant_come_back(
    case: Case,
) -> None:
    await case.meet()
    rejected = await case.decide("rejected")
    assert rejected.json()["status"] == "rejected"
    again = await case.applicant.calls(
        "POST",
        "/applications",
        json={
            "organisation_id": str(case.applicant.organisation_id),
            "statements": statements(),
        },
    )
    assert again.status_code == 201


async def test_nothing_happens_to_an_application_after_the_decision(case: Case) -> None:
    await case.meet()
    await case.decide("rejected")
    for answer in (
        await case.decide("rejected"),
        await case.decide("admitted"),
        await case.assess("good_standing"),
        await case.waive("good_standing"),
        await case.meet(),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "already_decided")


async def test_the_meeting_is_recorded_once_and_not_before_it_was_held(case: Case) -> None:
    future = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    early = await case.meet(held_at=future)
    assert (early.status_code, early.json()["code"]) == (422, "meeting_in_future")
    assert early.json()["errors"][0]["pointer"] == "/held_at"
    assert (await case.meet()).status_code == 201
    assert (await case.meet()).json()["code"] == "meeting_already_recorded"


@pytest.mark.parametrize(
    "held_at", ["2026-01-15T10:00:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"]
)
async def test_a_moment_without_offset_or_beyond_the_calendar_is_refused(
    case: Case, held_at: str
) -> None:
    assert (await case.meet(held_at=held_at)).status_code == 422


async def test_each_step_is_the_office_holders_own(case: Case) -> None:
    world = case.world
    stranger = await world.person(organisation_id=await world.organisation())
    for answer in (
        await case.assess("good_standing", by=world.board),
        await case.assess("good_standing", by=stranger),
        await case.assess("good_standing", by=case.applicant),
        await case.meet(by=world.board),
        await case.meet(by=case.applicant),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "manager_only")
    for answer in (
        await case.decide(by=stranger),
        await case.decide(by=case.applicant),
        await case.waive("good_standing", by=stranger),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "officer_only")


async def test_nobody_decides_upon_an_organisation_that_it_represents(world: World) -> None:
    organisation_id = await world.organisation()
    applicant = await world.person(organisation_id=organisation_id)
    insider = await world.person(organisation_id=world.cluster_id, office="board")
    answer = await applicant.calls(
        "POST", f"/organisations/{organisation_id}/invitations", json={"email": insider.email}
    )
    assert answer.status_code == 201
    secret = await world.mails.code_for(insider.email)
    accepted = await insider.calls("POST", "/invitations/acceptance", json={"secret": secret})
    assert accepted.status_code == 201, accepted.text
    submitted = await applicant.calls(
        "POST",
        "/applications",
        json={"organisation_id": str(organisation_id), "statements": statements()},
    )
    case = Case(world, applicant, submitted.json())
    await case.meet()
    answer = await case.decide("rejected", by=insider)
    assert (answer.status_code, answer.json()["code"]) == (403, "own_application")
    assert (await case.decide("rejected")).status_code == 200


async def test_an_applicant_makes_nobody_partial_by_inviting_it(world: World) -> None:
    organisation_id = await world.organisation()
    applicant = await world.person(organisation_id=organisation_id)
    invitation = await applicant.calls(
        "POST", f"/organisations/{organisation_id}/invitations", json={"email": world.board.email}
    )
    assert invitation.status_code == 201
    submitted = await applicant.calls(
        "POST",
        "/applications",
        json={"organisation_id": str(organisation_id), "statements": statements()},
    )
    case = Case(world, applicant, submitted.json())
    await case.meet()
    assert (await case.decide("rejected")).status_code == 200


async def test_only_the_applicant_and_the_offices_see_an_application(case: Case) -> None:
    world = case.world
    stranger = await world.person(organisation_id=await world.organisation())
    nobody = await world.person()
    for person in (stranger, nobody):
        answer = await person.calls("GET", case.path)
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_application")
        assert (await person.calls("GET", "/applications")).json()["items"] == []
    for person in (case.applicant, world.manager, world.board):
        assert (await person.calls("GET", case.path)).status_code == 200
    own = (await case.applicant.calls("GET", "/applications")).json()["items"]
    assert [item["id"] for item in own] == [case.id]
    query = f"status=submitted&organisation_id={case.applicant.organisation_id}"
    found = (await world.board.calls("GET", f"/applications?{query}")).json()["items"]
    assert [item["id"] for item in found] == [case.id]
    elsewhere = Person(
        world, case.applicant.id, case.applicant.email, await world.organisation(), ()
    )
    await world.give_token(elsewhere)
    assert (await elsewhere.calls("GET", "/applications")).json()["items"] == []


async def test_an_application_speaks_to_each_criterion_and_comes_from_a_representative(
    world: World,
) -> None:
    organisation_id = await world.organisation()
    applicant = await world.person(organisation_id=organisation_id)
    body = {"organisation_id": str(organisation_id), "statements": statements()}
    stranger = await world.person(organisation_id=await world.organisation())
    refused = await stranger.calls("POST", "/applications", json=body)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_its_representative")
    assert (await applicant.calls("POST", "/applications", json=body)).status_code == 201
    second = await applicant.calls("POST", "/applications", json=body)
    assert (second.status_code, second.json()["code"]) == (409, "application_pending")


async def test_one_refusal_names_every_statement_that_is_missing_empty_or_about_nothing(
    world: World,
) -> None:
    organisation_id = await world.organisation()
    applicant = await world.person(organisation_id=organisation_id)
    one_left = {"can_cofinance": "We can."}
    blank = {**statements(), "field_related": "  ", "good_standing": None}
    for said, wrong in (
        ({}, list(CRITERIA)),
        (one_left, [criterion for criterion in CRITERIA if criterion not in one_left]),
        (blank, ["field_related", "good_standing"]),
        ({**statements(), "likes_films": "Very much"}, ["likes_films"]),
    ):
        body = {"organisation_id": str(organisation_id), "statements": said}
        answer = await applicant.calls("POST", "/applications", json=body)
        assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
        pointers = [error["pointer"] for error in answer.json()["errors"]]
        assert pointers == [f"/statements/{criterion}" for criterion in wrong]
    query = f"organisation_id={organisation_id}"
    assert (await world.board.calls("GET", f"/applications?{query}")).json()["items"] == []


async def test_founding_members_are_recorded_together_and_need_not_apply(world: World) -> None:
    ids = [await world.organisation() for _ in range(3)]
    async with world.database.transaction() as session:
        await record_founding_members(session, CLOCK, organisation_ids=ids, by=PLATFORM)
    for organisation_id in ids:
        admitted = await world.announced("member.admitted", organisation_id)
        assert [event["membership"] for event in admitted] == ["member"]
        query = f"organisation_id={organisation_id}"
        (listed,) = (await world.board.calls("GET", f"/applications?{query}")).json()["items"]
        record = (await world.board.calls("GET", f"/applications/{listed['id']}")).json()
        assert (record["kind"], record["status"]) == ("founding", "admitted")
        assert record["decision"]["decided_by"] is None
    with pytest.raises(AlreadyMember):
        async with world.database.transaction() as session:
            await record_founding_members(session, CLOCK, organisation_ids=ids[:1], by=PLATFORM)
    applicant = await world.person(organisation_id=ids[0])
    answer = await applicant.calls(
        "POST",
        "/applications",
        json={"organisation_id": str(ids[0]), "statements": statements()},
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "already_member")


async def test_two_decisions_at_once_make_one(case: Case) -> None:
    import asyncio

    await case.assess_all()
    await case.meet()
    seen = (await case.applicant.calls("GET", case.path)).headers["ETag"]
    answers = await asyncio.gather(*(case.decide(version=seen) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    admitted = await case.world.announced("member.admitted", case.applicant.organisation_id)
    assert len(admitted) == 1
