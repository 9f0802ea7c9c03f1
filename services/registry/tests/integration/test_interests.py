"""Who may not decide upon whom, and on which version each step is decided."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from services.registry.tests.admissions import MEETING, Case, applied
from services.registry.tests.builders import statements
from services.registry.tests.conftest import CLOCK, Person, World

from registry.actors import PLATFORM
from registry.admission.errors import BoardOnly, ClusterItself
from registry.admission.use_cases import record_founding_members
from registry.delegations.use_cases import appoint_person, relieve_person


@pytest.fixture
async def case(world: World) -> Case:
    """An application that was just submitted."""
    return await applied(world)


async def test_each_step_names_the_version_it_was_decided_on_and_answers_with_the_next(
    case: Case,
) -> None:
    manager, world = case.world.manager, case.world
    first = (await manager.calls("GET", case.path)).headers["ETag"]
    bodies: dict[str, tuple[Person, dict[str, Any]]] = {
        "assessments": (manager, {"criterion": "good_standing", "met": False, "note": "Parāds"}),
        "meeting": (manager, {**MEETING, "held_at": datetime.now(UTC).isoformat()}),
        "conflicts": (world.board, {"reason": "Kopīgs uzņēmums"}),
    }
    last = first
    for step, (by, body) in bodies.items():
        bare = await by.calls("POST", f"{case.path}/{step}", json=body)
        assert (bare.status_code, bare.json()["code"]) == (428, "precondition_required")
        stale = await case.step(step, body, by=by, version='"v999"')
        assert (stale.status_code, stale.json()["code"]) == (412, "stale_application")
        done = await case.step(step, body, by=by, version=last)
        assert done.status_code == 201, done.text
        assert done.headers["ETag"] == f'"v{done.json()["version"]}"' != last
        last = done.headers["ETag"]
    assert (await manager.calls("GET", case.path)).headers["ETag"] == last


async def test_an_application_answers_with_its_etag_when_it_is_made(world: World) -> None:
    organisation_id = await world.organisation()
    applicant = await world.person(organisation_id=organisation_id)
    body = {"organisation_id": str(organisation_id), "statements": statements()}
    assert (await applicant.calls("POST", "/applications", json=body)).headers["ETag"] == '"v1"'


async def test_the_manager_applies_for_nobody_that_it_does_not_represent(world: World) -> None:
    organisation_id = await world.organisation()
    body = {"organisation_id": str(organisation_id), "statements": statements()}
    answer = await world.manager.calls("POST", "/applications", json=body)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_its_representative")
    query = f"organisation_id={organisation_id}"
    assert (await world.board.calls("GET", f"/applications?{query}")).json()["items"] == []


async def test_the_cluster_neither_applies_to_itself_nor_founds_itself(world: World) -> None:
    insider = await world.person(organisation_id=world.cluster_id)
    body = {"organisation_id": str(world.cluster_id), "statements": statements()}
    answer = await insider.calls("POST", "/applications", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "cluster_itself")
    with pytest.raises(ClusterItself):
        async with world.database.transaction() as session:
            await record_founding_members(
                session, CLOCK, organisation_ids=[world.cluster_id], by=PLATFORM
            )


async def test_no_person_records_founders_alone_a_member_of_the_board_neither(
    world: World,
) -> None:
    with pytest.raises(BoardOnly):
        async with world.database.transaction() as session:
            await record_founding_members(
                session,
                CLOCK,
                organisation_ids=[await world.organisation()],
                by=world.board.caller,
            )


async def test_who_steps_down_as_representative_still_does_not_decide_a_second_later(
    world: World,
) -> None:
    organisation_id = await world.organisation()
    applicant = await world.person(organisation_id=organisation_id)
    insiders = [
        await world.person(organisation_id=world.cluster_id, office=office)
        for office in ("manager", "board")
    ]
    body = {"organisation_id": str(organisation_id), "statements": statements()}
    submitted = await applicant.calls("POST", "/applications", json=body)
    case = Case(world, applicant, submitted.json())
    await case.assess_all()
    await case.meet()
    for insider in insiders:
        path = f"/organisations/{organisation_id}"
        await applicant.calls("POST", f"{path}/invitations", json={"email": insider.email})
        secret = await world.mails.code_for(insider.email)
        accepted = await insider.calls("POST", "/invitations/acceptance", json={"secret": secret})
        assert accepted.status_code == 201, accepted.text
        own = await insider.calls("DELETE", f"{path}/representatives/{insider.id}")
        assert own.status_code in {204, 403}, own.text
        if own.status_code == 403:
            gone = await applicant.calls("DELETE", f"{path}/representatives/{insider.id}")
            assert gone.status_code == 204, gone.text
        await world.give_token(insider)
    manager, board = insiders
    for answer in (
        await case.assess("good_standing", by=manager),
        await case.meet(by=manager),
        await case.waive("good_standing", by=board),
        await case.decide(by=board),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "conflict_of_interest")


async def test_a_tie_that_ended_more_than_twelve_months_ago_is_forgotten(world: World) -> None:
    organisation_id = await world.organisation()
    applicant = await world.person(organisation_id=organisation_id)
    former = await world.person(organisation_id=organisation_id)
    path = f"/organisations/{organisation_id}/representatives/{former.id}"
    assert (await applicant.calls("DELETE", path)).status_code == 204
    async with world.database.transaction() as session:
        await appoint_person(
            session,
            CLOCK,
            vault=world.vault,
            organisation_id=world.cluster_id,
            account_id=former.id,
            office="manager",
        )
    former.organisation_id, former.roles = world.cluster_id, ("manager",)
    await world.give_token(former)
    body = {"organisation_id": str(organisation_id), "statements": statements()}
    case = Case(
        world, applicant, (await applicant.calls("POST", "/applications", json=body)).json()
    )
    months = "update affiliations set since = since - interval '3 years', until = now() - {}"
    for ago, code in (("interval '11 months'", 403), ("interval '13 months'", 201)):
        async with world.database.transaction() as session:
            await session.execute(
                sa.text(f"{months.format(ago)} where account_id = :person and until is not null"),
                {"person": former.id},
            )
        answer = await case.assess("good_standing", by=former)
        assert answer.status_code == code, answer.text


async def test_a_meeting_is_not_older_than_the_candidates_entry_in_the_directory(
    case: Case,
) -> None:
    for held_at in ("2001-01-01T10:00:00Z", (datetime.now(UTC) - timedelta(days=1)).isoformat()):
        answer = await case.meet(held_at=held_at)
        assert (answer.status_code, answer.json()["code"]) == (422, "meeting_before_entry")
        assert answer.json()["errors"][0]["pointer"] == "/held_at"


async def test_who_declares_a_conflict_decides_nothing_of_this_application(world: World) -> None:
    case = await applied(world)
    await case.assess_all()
    await case.meet()
    honest = await world.person(organisation_id=world.cluster_id, office="board")
    body = {"reason": "Pretendenta valdes loceklis ir mans brālis"}
    declared = await case.step("conflicts", body, by=honest)
    assert declared.status_code == 201, declared.text
    assert declared.headers["ETag"] == f'"v{declared.json()["version"]}"'
    for answer in (await case.decide(by=honest), await case.waive("good_standing", by=honest)):
        assert (answer.status_code, answer.json()["code"]) == (403, "conflict_of_interest")
    twice = await case.step("conflicts", body, by=honest)
    assert (twice.status_code, twice.json()["code"]) == (409, "conflict_declared")
    listed = (await world.board.calls("GET", f"{case.path}/conflicts")).json()["items"]
    assert [(one["declared_by"], one["reason"]) for one in listed] == [
        (str(honest.id), body["reason"])
    ]
    assert (await case.decide()).status_code == 200
    late = await case.step("conflicts", body, by=world.manager)
    assert (late.status_code, late.json()["code"]) == (409, "already_decided")


async def test_a_declared_conflict_is_for_the_cluster_and_never_shown_to_the_candidate(
    world: World,
) -> None:
    case = await applied(world)
    reason = "Personisks iemesls, ko pretendents nelasa"
    assert (await case.step("conflicts", {"reason": reason}, by=world.board)).status_code == 201
    assert reason not in (await case.applicant.calls("GET", case.path)).text
    stranger = await world.person(organisation_id=await world.organisation())
    for person in (case.applicant, stranger):
        answer = await person.calls("GET", f"{case.path}/conflicts")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_application")
        refused = await case.step("conflicts", {"reason": "x"}, by=person)
        assert (refused.status_code, refused.json()["code"]) == (403, "officer_only")


async def test_an_officer_that_was_recalled_does_nothing_with_the_token_it_still_has(
    world: World,
) -> None:
    case = await applied(world)
    await case.meet()
    recalled = await world.person(organisation_id=world.cluster_id, office="board")
    async with world.database.transaction() as session:
        await relieve_person(
            session,
            CLOCK,
            vault=world.vault,
            organisation_id=world.cluster_id,
            account_id=recalled.id,
            office="board",
        )
    answer = await case.decide("rejected", by=recalled)
    assert (answer.status_code, answer.json()["code"]) == (403, "officer_only")
