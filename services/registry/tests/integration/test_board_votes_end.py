"""Each vote of the board ends: decided, by its deadline, with its case, or taken back."""

import sqlalchemy as sa
from services.registry.tests.board_votes import Vote, ripe, voting
from services.registry.tests.conftest import CLOCK, World
from services.registry.tests.integration.test_board_votes import problem, tie_to
from services.registry.tests.integration.test_closures import closes
from services.registry.tests.integration.test_offices import does, term_of

from registry.actors import PLATFORM
from registry.admission.use_cases import record_founding_members


async def test_without_a_quorum_it_is_open_once_longer_and_then_ends_and_may_be_opened_again(
    new_world: World,
) -> None:
    world = new_world
    vote = await voting(world)
    await vote.cast(world.board)
    assert (await vote.later(days=13))["extended"] is False
    longer = await vote.later(days=14, minutes=1)
    assert (longer["status"], longer["extended"]) == ("open", True)
    assert longer["closes_at"] > (await vote.later(days=15))["opened_at"]
    ended = await vote.later(days=22)
    assert (ended["status"], ended["yes"], ended["quorum"]) == ("no_quorum", 1, 2)
    assert [one["counted"] for one in ended["ballots"]] == [True]
    assert (await world.manager.calls("GET", vote.case.path)).json()["status"] == "submitted"
    assert (await vote.case.propose("admitted")).status_code == 201


async def test_at_the_deadline_a_quorum_decides_and_a_tie_rejects(new_world: World) -> None:
    world = new_world
    vote = await voting(world, members=4)
    first, second, third, _ = await world.whole_board(4)
    await vote.cast(first, "yes")
    await vote.cast(second, "no")
    assert (await vote.cast(third, "abstain")).json()["status"] == "open"
    ended = await vote.later(days=14, minutes=1)
    assert (ended["status"], ended["yes"], ended["no"], ended["abstained"]) == (
        "rejected",
        1,
        1,
        1,
    )
    assert (await world.manager.calls("GET", vote.case.path)).json()["status"] == "submitted"
    again = await vote.case.propose("admitted")
    assert problem(again) == (409, "rejected_lately")
    assert (await vote.case.propose("rejected")).status_code == 201


async def test_what_was_rejected_may_be_voted_on_again_once_it_has_rested(
    new_world: World,
) -> None:
    vote = await voting(new_world)
    for member in (await new_world.whole_board())[:2]:
        await vote.cast(member, "no")
    assert problem(await vote.case.propose("admitted")) == (409, "rejected_lately")
    async with new_world.database.transaction() as session:
        await session.execute(
            sa.text(
                "update board_votes set opened_at = opened_at - interval '15 days',"
                " closed_at = closed_at - interval '15 days'"
            )
        )
    assert (await vote.case.propose("admitted")).status_code == 201


async def test_what_passes_at_the_deadline_is_done_by_the_duty(new_world: World) -> None:
    world = new_world
    vote = await voting(world, members=4)
    first, second, third, _ = await world.whole_board(4)
    await vote.cast(first, "yes")
    await vote.cast(second, "abstain")
    assert (await vote.cast(third, "abstain")).json()["status"] == "open"
    assert (await vote.later(days=15))["status"] == "passed"
    candidate = vote.case.applicant.organisation_id
    assert len(await world.announced("member.admitted", candidate)) == 1
    assert (await vote.later(days=30))["status"] == "passed"
    assert len(await world.announced("member.admitted", candidate)) == 1


async def test_after_its_deadline_nobody_votes_though_the_duty_is_late(new_world: World) -> None:
    vote = await voting(new_world)
    async with new_world.database.transaction() as session:
        await session.execute(
            sa.text(
                "update board_votes set opened_at = opened_at - interval '15 days',"
                " closes_at = closes_at - interval '15 days'"
            )
        )
    assert problem(await vote.cast(new_world.board)) == (409, "board_vote_closed")


async def test_a_vote_ends_when_too_few_are_left_who_may_decide(new_world: World) -> None:
    world = new_world
    vote = await voting(world)
    first, second, third = await world.whole_board()
    await vote.cast(first)
    await tie_to(vote, second)
    declared = await vote.step("conflicts", by=third, reason="Kopīgs uzņēmums")
    assert (declared.json()["status"], declared.json()["electors"]) == ("no_quorum", 1)
    assert problem(await vote.case.propose("admitted")) == (409, "board_too_small")
    await world.seated()
    assert (await vote.case.propose("admitted")).status_code == 201


async def test_a_board_that_is_replaced_as_a_whole_leaves_no_vote_open_for_ever(
    new_world: World,
) -> None:
    world = new_world
    vote = await voting(world)
    for member in await world.whole_board():
        await vote.cast(member, "abstain") if member is world.board else None
        await does(world.manager, await term_of(world, member), "recall")
    ended = await vote.later(days=15)
    assert (ended["status"], ended["electors"]) == ("no_quorum", 0)
    assert [one["counted"] for one in ended["ballots"]] == [False]


async def test_a_conflict_declared_on_the_application_ends_the_vote_that_it_decides(
    new_world: World,
) -> None:
    world = new_world
    vote = await voting(world, members=4)
    first, second, third, fourth = await world.whole_board(4)
    await vote.cast(first)
    assert (await vote.cast(second)).json()["status"] == "open"
    body = {"reason": "Kopīgs uzņēmums"}
    etag = (await world.manager.calls("GET", vote.path)).headers["ETag"]
    # Of the manager, who does not vote, it decides nothing; and who reads the vote reads it anew.
    assert (await vote.case.step("conflicts", body, by=world.manager)).status_code == 201
    changed = await third.calls("GET", vote.path)
    assert changed.json()["status"] == "open"
    assert changed.headers["ETag"] != etag
    declared = await vote.case.step("conflicts", body, by=fourth)
    assert (declared.status_code, declared.json()["status"]) == (201, "admitted")
    assert declared.headers["ETag"] == f'"v{declared.json()["version"]}"'
    ended = await vote.shown(third)
    assert (ended["status"], ended["electors"], ended["yes"]) == ("passed", 3, 2)
    candidate = vote.case.applicant.organisation_id
    assert len(await world.announced("member.admitted", candidate)) == 1


async def test_a_conflict_ends_every_vote_on_the_case_that_too_few_are_left_for(
    new_world: World,
) -> None:
    world = new_world
    _, second, third = await world.whole_board()
    case = await ripe(world, unmet=("can_cofinance",))
    waiver = Vote(case, (await case.propose("waived", "can_cofinance")).json())
    rejection = Vote(case, (await case.propose("rejected")).json())
    await waiver.step("conflicts", by=second, reason="Kopīgs uzņēmums")
    assert (await rejection.shown())["status"] == "open"
    await waiver.step("conflicts", by=third, reason="Kopīgs uzņēmums")
    for vote in (waiver, rejection):
        ended = await vote.shown()
        assert (ended["status"], ended["electors"]) == ("no_quorum", 1)


async def test_closing_the_candidates_entry_voids_the_vote_on_it(world: World) -> None:
    vote = await voting(world)
    await vote.cast(world.board)
    candidate = vote.case.applicant.organisation_id
    entry = (await world.calls("GET", f"/organisations/{candidate}")).json()
    closed = await closes(world.manager, candidate, version=entry["version"])
    assert closed.status_code == 201, closed.text
    ended = await vote.shown()
    assert (ended["status"], ended["yes"], ended["electors"]) == ("void", None, None)
    assert [one["counted"] for one in ended["ballots"]] == [False]
    assert problem(await vote.cast(world.colleagues[0])) == (409, "board_vote_closed")
    assert (await world.manager.calls("GET", vote.case.path)).json()["status"] == "closed"
    assert await world.announced("member.admitted", candidate) == []


async def test_the_record_stays_as_it_is_while_the_board_votes_and_the_candidate_may_withdraw(
    world: World,
) -> None:
    vote = await voting(world)
    case = vote.case
    await vote.cast(world.board)
    for answer in (
        await case.assess("good_standing", met=False),
        await case.step(
            "meeting-corrections",
            {
                "held_at": CLOCK.now().isoformat(),
                "participants": ["Cits"],
                "notes": "Cits",
                "correction": "Cits",
            },
            by=world.manager,
        ),
        await case.step("closing", {"reason": "Neierodas"}, by=world.manager),
    ):
        assert problem(answer) == (409, "board_vote_open")
    assert problem(await case.propose("admitted")) == (409, "board_vote_open")
    gone = await case.step("withdrawal", {}, by=case.applicant)
    assert gone.status_code == 201, gone.text
    ended = await vote.shown()
    assert (ended["status"], ended["yes"]) == ("void", None)
    assert problem(await vote.cast(world.colleagues[0])) == (409, "board_vote_closed")


async def test_a_decision_ends_the_vote_on_a_waiver_that_nobody_needs_any_more(
    world: World,
) -> None:
    case = await ripe(world, unmet=("can_cofinance",))
    waiver = Vote(case, (await case.propose("waived", "can_cofinance")).json())
    assert (await case.decide("rejected")).json()["status"] == "rejected"
    assert (await waiver.shown())["status"] == "void"


async def test_who_opened_a_vote_takes_it_back_only_while_nobody_has_voted(world: World) -> None:
    vote = await voting(world, by=world.manager)
    other = await vote.step("withdrawal", by=world.board)
    assert problem(other) == (403, "not_the_opener")
    stale = await vote.step("withdrawal", by=world.manager, version='"v9"')
    assert problem(stale) == (412, "stale_board_vote")
    taken = await vote.step("withdrawal", by=world.manager)
    assert (taken.status_code, taken.json()["status"]) == (201, "withdrawn")
    twice = await vote.step("withdrawal", by=world.manager)
    assert problem(twice) == (409, "board_vote_closed")
    opened = await vote.case.propose("admitted", by=world.manager)
    again = Vote(vote.case, opened.json())
    await again.cast(world.board, "no")
    late = await again.step("withdrawal", by=world.manager)
    assert problem(late) == (409, "board_vote_begun")


async def test_a_vote_that_nothing_can_come_of_any_more_is_void(world: World) -> None:
    vote = await voting(world)
    first, second, _ = await world.whole_board()
    await vote.cast(first)
    candidate = vote.case.applicant.organisation_id
    assert candidate is not None
    async with world.database.transaction() as session:
        await record_founding_members(session, CLOCK, organisation_ids=[candidate], by=PLATFORM)
    assert (await vote.cast(second)).json()["status"] == "void"
    assert len(await world.announced("member.admitted", candidate)) == 1
    assert (await world.manager.calls("GET", vote.case.path)).json()["decision"] is None
