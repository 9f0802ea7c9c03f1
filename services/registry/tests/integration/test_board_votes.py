"""The board decides by a vote: nobody alone, who may vote and who may not, and what is seen."""

import asyncio
from typing import Any

import pytest
import sqlalchemy as sa
from services.registry.tests.board_votes import Vote, ripe, voting
from services.registry.tests.conftest import CLOCK, Person, World
from services.registry.tests.integration.test_offices import does, term_of

from registry.actors import PLATFORM
from registry.admission.use_cases import record_founding_members
from registry.delegations.use_cases import appoint_person


def problem(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


async def tie_to(vote: Vote, person: Person) -> None:
    """Make the person one of the candidate's people."""
    world = vote.world
    async with world.database.transaction() as session:
        await appoint_person(
            session,
            CLOCK,
            vault=world.vault,
            organisation_id=vote.case.applicant.organisation_id,  # type: ignore[arg-type]
            account_id=person.id,
            office="representative",
            roles=("reader",),
        )


async def test_no_member_of_the_board_admits_alone_and_two_of_three_do(world: World) -> None:
    vote = await voting(world)
    first, second, third = await world.whole_board()
    alone = await vote.cast(first)
    assert alone.status_code == 201, alone.text
    assert alone.json()["status"] == "open"
    candidate = vote.case.applicant.organisation_id
    assert await world.announced("member.admitted", candidate) == []
    decided = (await vote.cast(second)).json()
    assert (decided["status"], decided["electors"], decided["quorum"]) == ("passed", 3, 2)
    assert (decided["yes"], decided["no"], decided["abstained"]) == (2, 0, 0)
    assert len(await world.announced("member.admitted", candidate)) == 1
    assert problem(await vote.cast(third)) == (409, "board_vote_closed")
    application = (await vote.case.applicant.calls("GET", vote.case.path)).json()
    assert application["status"] == "admitted"
    assert application["decision"]["vote_id"] == vote.id
    assert application["decision"]["reason"] == decided["reason"]


async def test_the_last_two_ballots_at_once_make_one_member(world: World) -> None:
    vote = await voting(world)
    members = await world.whole_board()
    answers = await asyncio.gather(*(vote.cast(member) for member in members))
    assert sorted(one.status_code for one in answers) == [201, 201, 409]
    candidate = vote.case.applicant.organisation_id
    assert len(await world.announced("member.admitted", candidate)) == 1


async def test_the_lone_decision_of_a_member_is_gone(world: World) -> None:
    case = await ripe(world)
    for path, body in (
        ("decision", {"outcome": "admitted", "reason": "Es tā gribu"}),
        ("waivers", {"criterion": "good_standing", "reason": "Es tā gribu"}),
    ):
        assert (await case.step(path, body, by=world.board)).status_code == 404


async def test_the_board_sees_who_voted_what_and_the_candidate_the_counts(world: World) -> None:
    vote = await voting(world, by=world.manager)
    first, second, third = await world.whole_board()
    await vote.cast(first, "no")
    for officer in (world.manager, third):
        seen = await vote.shown(officer)
        assert [(one["account_id"], one["choice"]) for one in seen["ballots"]] == [
            (str(first.id), "no")
        ]
        assert await vote.awaited(officer) == {str(second.id), str(third.id)}
        named = {one["id"]: one for one in seen["people"]}
        assert named[str(first.id)]["name"] == "valde"
        assert named[str(world.manager.id)]["offices"] == ["manager"]
    outside = await vote.shown(vote.case.applicant)
    assert (outside["status"], outside["reason"], outside["yes"]) == ("open", None, None)
    await vote.cast(second, "no")
    outside = await vote.shown(vote.case.applicant)
    assert (outside["status"], outside["yes"], outside["no"]) == ("rejected", 0, 2)
    assert outside["ballots"] == outside["people"] == []
    assert outside["opened_by"] is None
    assert str(first.id) not in str(outside)


async def test_a_ballot_may_be_changed_until_the_vote_is_over_and_both_are_kept(
    world: World,
) -> None:
    vote = await voting(world)
    first, second, _ = await world.whole_board()
    await vote.cast(first, "yes")
    await vote.cast(first, "no")
    seen = (await vote.cast(second, "no")).json()
    assert seen["status"] == "rejected"
    own = [one for one in seen["ballots"] if one["account_id"] == str(first.id)]
    assert [(one["number"], one["choice"], one["counted"]) for one in own] == [
        (1, "yes", False),
        (2, "no", True),
    ]


async def test_the_ballot_of_who_is_recalled_before_the_end_does_not_count(
    new_world: World,
) -> None:
    world = new_world
    vote = await voting(world, members=4)
    first, second, third, recalled = await world.whole_board(4)
    assert (await vote.cast(recalled)).json()["status"] == "open"
    assert (await vote.cast(first)).json()["status"] == "open"
    await does(world.manager, await term_of(world, recalled), "recall")
    assert problem(await vote.cast(recalled)) == (401, "token_revoked")
    seen = (await vote.cast(second, "abstain")).json()
    # Three are left: one yes, one abstention, one out that could still say no.
    assert seen["status"] == "open"
    assert await vote.awaited() == {str(third.id)}
    seen = (await vote.cast(third, "no")).json()
    assert (seen["status"], seen["electors"], seen["yes"], seen["no"]) == ("rejected", 3, 1, 1)
    counted = {one["account_id"]: one["counted"] for one in seen["ballots"]}
    assert counted[str(recalled.id)] is False
    assert counted[str(first.id)] is True


async def test_who_comes_onto_the_board_later_does_not_vote_on_what_is_open(
    new_world: World,
) -> None:
    vote = await voting(new_world)
    late = await new_world.seated()
    assert problem(await vote.cast(late)) == (403, "no_elector")
    mine = await late.calls("GET", "/board-votes?awaiting_me=true")
    assert mine.json()["items"] == []


async def test_who_is_tied_to_the_candidate_or_says_so_neither_votes_nor_counts(
    new_world: World,
) -> None:
    world = new_world
    vote = await voting(world, members=4)
    first, second, third, fourth = await world.whole_board(4)
    await vote.cast(first)
    await tie_to(vote, first)
    assert problem(await vote.cast(first)) == (403, "conflict_of_interest")
    etag = (await world.manager.calls("GET", vote.path)).headers["ETag"]
    reason = "Pretendents ir mans brālis"
    stale = await vote.step("conflicts", by=second, version='"v999"', reason=reason)
    assert problem(stale) == (412, "stale_board_vote")
    declared = await vote.step("conflicts", by=second, version=etag, reason=reason)
    assert declared.status_code == 201, declared.text
    assert await vote.awaited() == {str(third.id), str(fourth.id)}
    assert problem(await vote.cast(second)) == (403, "conflict_of_interest")
    twice = await vote.step("conflicts", by=second, reason=reason)
    assert problem(twice) == (409, "conflict_declared")
    listed = (await third.calls("GET", f"{vote.case.path}/conflicts")).json()["items"]
    assert [one["declared_by"] for one in listed] == [str(second.id)]
    assert reason not in (await vote.case.applicant.calls("GET", vote.path)).text
    await vote.cast(third)
    seen = (await vote.cast(fourth)).json()
    assert (seen["status"], seen["electors"], seen["yes"]) == ("passed", 2, 2)


async def test_an_officer_of_the_candidate_sees_what_the_candidate_sees(new_world: World) -> None:
    vote = await voting(new_world)
    first, second, _ = await new_world.whole_board()
    await vote.cast(second)
    await tie_to(vote, first)
    seen = await vote.shown(first)
    assert seen["ballots"] == seen["people"] == []
    assert seen["reason"] is None
    electors = await first.calls("GET", f"{vote.path}/electors")
    assert problem(electors) == (403, "conflict_of_interest")


async def test_who_may_still_vote_is_told_by_name_and_a_recall_leaves_the_votes_own_tag(
    new_world: World,
) -> None:
    world = new_world
    vote = await voting(world)
    first, second, third = await world.whole_board()
    await vote.cast(first)
    before = await world.manager.calls("GET", vote.path)
    path = f"{vote.path}/electors"
    listed = (await world.manager.calls("GET", path)).json()["items"]
    assert {one["account_id"]: one["has_voted"] for one in listed} == {
        str(first.id): True,
        str(second.id): False,
        str(third.id): False,
    }
    assert {one["name"] for one in listed} == {"valde", "Cilvēks"}
    await does(world.manager, await term_of(world, third), "recall")
    after = await world.manager.calls("GET", vote.path)
    assert (after.headers["ETag"], after.json()) == (before.headers["ETag"], before.json())
    assert await vote.awaited() == {str(second.id)}
    await vote.cast(second)
    assert (await world.manager.calls("GET", path)).json() == {"items": []}


async def test_who_represents_a_suspended_member_does_not_vote(new_world: World) -> None:
    world = new_world
    vote = await voting(world)
    first, second, third = await world.whole_board()
    suspended = await world.organisation()
    async with world.database.transaction() as session:
        await record_founding_members(session, CLOCK, organisation_ids=[suspended], by=PLATFORM)
        await session.execute(
            sa.text("update organisations set may = '{hold_office}' where id = :id"),
            {"id": suspended},
        )
        await appoint_person(
            session,
            CLOCK,
            vault=world.vault,
            organisation_id=suspended,
            account_id=first.id,
            office="representative",
        )
    assert problem(await vote.cast(first)) == (403, "conflict_of_interest")
    await vote.cast(second)
    seen = (await vote.cast(third)).json()
    assert (seen["status"], seen["electors"]) == ("passed", 2)


@pytest.mark.parametrize("proposal", ["admitted", "rejected"])
async def test_a_board_of_one_decides_nothing_and_of_two_only_together(
    new_world: World, proposal: str
) -> None:
    world = new_world
    case = await ripe(world)
    body = {"proposal": proposal, "reason": "Viens pats"}
    for by in (world.board, world.manager):
        alone = await case.step("votes", body, by=by)
        assert problem(alone) == (409, "board_too_small")
        assert "elects more" in alone.json()["detail"]
    second = await world.seated()
    opened = await case.step("votes", body, by=world.board)
    vote = Vote(case, opened.json())
    assert (await vote.cast(world.board)).json()["status"] == "open"
    assert (await vote.cast(second)).json()["status"] == "passed"
    assert (await world.manager.calls("GET", case.path)).json()["status"] == proposal


async def test_a_waiver_is_voted_on_and_excuses_the_one_assessment(world: World) -> None:
    case = await ripe(world, unmet=("can_cofinance",))
    for body in (
        {"proposal": "waived", "reason": "Nav kritērija"},
        {"proposal": "admitted", "criterion": "can_cofinance", "reason": "Lieks kritērijs"},
    ):
        refused = await case.step("votes", body, by=world.board)
        assert problem(refused) == (422, "criterion_not_named")
        assert refused.json()["errors"][0]["pointer"] == "/criterion"
    opened = await case.propose("waived", "can_cofinance")
    assert opened.json()["matter"] == "waiver"
    vote = Vote(case, opened.json())
    first, second, _ = await world.whole_board()
    await vote.cast(first)
    assert (await world.manager.calls("GET", case.path)).json()["waivers"] == []
    await vote.cast(second)
    seen = (await world.manager.calls("GET", case.path)).json()
    assert seen["unmet"] == []
    assert [(one["vote_id"], one["granted_by"]) for one in seen["waivers"]] == [
        (vote.id, str(world.board.id))
    ]


async def test_a_vote_is_for_the_board_alone_and_known_to_those_it_concerns(
    world: World,
) -> None:
    vote = await voting(world)
    stranger = await world.person(organisation_id=await world.organisation())
    buyer = await world.person(organisation_id=vote.case.applicant.organisation_id, roles=["buyer"])
    ballot = {"json": {"choice": "yes"}}
    bare: dict[str, Any] = {"headers": {"If-Match": "*"}}
    reason = {**bare, "json": {"reason": "Mans brālis"}}
    proposal = {**bare, "json": {"proposal": "rejected", "reason": "Nē"}}
    posts: list[tuple[str, dict[str, Any]]] = [
        (f"{vote.path}/ballots", ballot),
        (f"{vote.path}/conflicts", reason),
        (f"{vote.path}/withdrawal", bare),
        (f"{vote.case.path}/votes", proposal),
    ]
    for path, options in posts:
        assert (await world.calls("POST", path, **options)).status_code == 401
        for person in (stranger, buyer, vote.case.applicant):
            assert (await person.calls("POST", path, **options)).status_code == 403
    for path in (vote.path, "/board-votes", f"{vote.path}/electors"):
        assert (await world.calls("GET", path)).status_code == 401
    assert problem(await vote.cast(world.manager)) == (403, "office_required")
    for person in (stranger, buyer, vote.case.applicant):
        electors = await person.calls("GET", f"{vote.path}/electors")
        assert problem(electors) == (403, "office_required")
    for person in (stranger, buyer):
        assert problem(await person.calls("GET", vote.path)) == (404, "board_vote_not_found")
        assert (await person.calls("GET", "/board-votes")).json()["items"] == []
    own = (await vote.case.applicant.calls("GET", "/board-votes?status=open")).json()["items"]
    assert [one["id"] for one in own] == [vote.id]
    rules = await world.calls("GET", "/board-vote-policies")
    assert {one["matter"] for one in rules.json()["items"]} == {
        "admission",
        "waiver",
        "exclusion",
    }


async def test_an_officers_list_says_what_waits_for_its_own_ballot(new_world: World) -> None:
    world = new_world
    vote = await voting(world)
    first, second, _ = await world.whole_board()
    mine = "/board-votes?awaiting_me=true"
    assert [one["id"] for one in (await first.calls("GET", mine)).json()["items"]] == [vote.id]
    await vote.cast(first)
    assert (await first.calls("GET", mine)).json()["items"] == []
    assert len((await second.calls("GET", mine)).json()["items"]) == 1
    assert (await world.manager.calls("GET", mine)).json()["items"] == []
    for query, count in (
        (f"case_id={vote.case.id}", 1),
        ("matter=waiver", 0),
        ("status=passed", 0),
    ):
        answer = await second.calls("GET", f"/board-votes?{query}")
        assert len(answer.json()["items"]) == count


async def test_a_ballot_that_is_none_is_refused(world: World) -> None:
    vote = await voting(world)
    refused = await vote.cast(world.board, "maybe")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/choice"
    machine = await world.person(acting_for=world.cluster_id)
    assert (await vote.cast(machine)).status_code == 403
    unknown = await world.board.calls(
        "POST", f"/board-votes/{vote.case.id}/ballots", json={"choice": "yes"}
    )
    assert problem(unknown) == (404, "board_vote_not_found")
