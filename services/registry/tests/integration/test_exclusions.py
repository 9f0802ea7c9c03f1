"""Excluding a member: heard first, by the board's vote, with an appeal, and never for ever."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from services.registry.tests.admissions import applied_by, statements
from services.registry.tests.conftest import CLOCK, World
from services.registry.tests.exclusions import REVIEWS, Excluding, excluding, ruling
from services.registry.tests.leavings import ask

from registry.delegations.use_cases import appoint_person
from registry.leaving.use_cases import settle_leavings
from registry.organisations.repository import locked_organisation
from registry.organisations.standing_policies import POLICIES
from registry.organisations.standings import stand
from registry.standing.use_cases import move_suspensions
from shared.clocks import MovedClock, riga_date


@pytest.fixture
async def case(world: World) -> Excluding:
    return await excluding(world)


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code")


async def test_a_member_is_heard_then_voted_on_and_excluded_once_its_appeal_is_over(
    case: Excluding,
) -> None:
    opened = await case.open()
    assert opened.status_code == 201, opened.text
    assert opened.headers["Location"].endswith(case.id)
    assert (opened.json()["status"], opened.json()["reviews"]) == ("noticed", REVIEWS)
    assert code(await case.open()) == (409, "exclusion_open")
    assert code(await case.vote()) == (409, "still_to_be_heard")
    said = await case.does(case.own, "statements", version=1, text="Tā nebija mūsu vaina")
    assert said.status_code == 201, said.text
    stale = await case.does(case.own, "statements", version=1, text="Vēlreiz")
    assert code(stale) == (412, "stale_exclusion")
    met = await case.does(
        case.world.manager, "meetings", text="Atzina", held_at=CLOCK.now().isoformat()
    )
    assert [one["kind"] for one in met.json()["hearings"]] == ["statement", "meeting"]
    assert await case.later(15) == "noticed"
    assert (await case.vote()).status_code == 201
    decided = await case.shown(case.own)
    assert (decided["status"], decided["vote_id"] is not None) == ("decided", True)
    assert await case.stands() == ("member", list(POLICIES[0].may["member"]))
    assert await case.later(31) == "in_force"
    assert await case.stands() == ("excluded", [])
    assert await case.told() == [
        "exclusion_noticed",
        "exclusion_decided",
        "exclusion_in_force",
    ]
    (told,) = await case.world.announced("organisation.updated", case.member)
    assert (told["membership"], told["standing"], told["may"]) == ("former", "excluded", [])
    assert told["member_until"] is not None


async def test_who_was_excluded_applies_again_once_the_months_are_over_and_not_before(
    case: Excluding,
) -> None:
    await case.decided()
    await case.later(31)
    body = {"organisation_id": str(case.member), "statements": statements()}
    early = await case.own.calls("POST", "/applications", json=body)
    assert code(early) == (409, "organisation_excluded")
    assert code(await case.open()) == (409, "not_to_be_excluded")
    assert await case.later(2 * 366) == "ended"
    assert (await case.stands())[0] == "former"
    assert (await case.told())[-1] == "exclusion_years_over"
    await applied_by(case.world, case.own)


async def test_who_applied_before_time_ended_its_exclusion_is_not_excluded_again_by_a_refusal(
    case: Excluding,
) -> None:
    await case.decided()
    await case.later(31)
    async with case.world.database.transaction() as session:
        organisation = await locked_organisation(session, case.member)
        organisation.member_until = CLOCK.now() - timedelta(days=2 * 366)
    application = await applied_by(case.world, case.own)
    assert await case.later(2 * 366) == "ended"
    assert (await case.stands())[0] == "candidate"
    withdrawn = await application.step("withdrawal", {"reason": "Vēlāk"}, by=case.own)
    assert withdrawn.is_success, withdrawn.text
    assert (await case.stands())[0] == "former"


@pytest.mark.parametrize(
    ("outcome", "status", "standing"),
    [("upheld", "annulled", "member"), ("rejected", "in_force", "excluded")],
)
async def test_the_assembly_decides_on_an_appeal_and_until_then_nothing_acts(
    case: Excluding, outcome: str, status: str, standing: str
) -> None:
    await case.decided()
    appealed = await case.does(case.own, "appeal", text="Lēmums ir nesamērīgs")
    assert appealed.json()["status"] == "appealed", appealed.text
    assert await case.later(60) == "appealed"
    assert (await case.stands())[0] == "member"
    assert "exclusion_appealed" in await case.told(case.world.manager)
    board = await case.does(case.board[1], "appeal/decision", **ruling(outcome))
    assert code(board) == (403, "manager_only")
    tomorrow = riga_date(CLOCK.now() + timedelta(days=2))
    early = await case.does(
        case.world.manager, "appeal/decision", **ruling(outcome, decided_on=tomorrow)
    )
    assert code(early) == (422, "assembly_invalid")
    assert early.json()["errors"][0]["pointer"] == "/decided_on"
    done = await case.does(case.world.manager, "appeal/decision", **ruling(outcome))
    assert done.json()["status"] == status, done.text
    assert (await case.stands())[0] == standing
    again = await case.does(case.world.manager, "appeal/decision", **ruling(outcome))
    assert code(again) == (409, "exclusion_state_forbids")


async def test_an_appeal_hurries_nothing_and_what_favours_the_member_waits_for_nothing(
    case: Excluding,
) -> None:
    await appealed(case)
    at_once = await case.does(case.world.manager, "appeal/decision", **ruling())
    assert code(at_once) == (409, "appeal_time_runs")
    assert (await case.stands())[0] == "member"
    upheld = await case.does(case.world.manager, "appeal/decision", **ruling("upheld"))
    assert upheld.json()["status"] == "annulled"


async def noticed(case: Excluding) -> None:
    assert (await case.open()).status_code == 201


async def voting(case: Excluding) -> None:
    await noticed(case)
    await case.later(15)
    opened = await case.does(case.world.manager, "votes", reason="Tā")
    assert opened.status_code == 201, opened.text


async def appealed(case: Excluding) -> None:
    await case.decided()
    assert (await case.does(case.own, "appeal", text="Nē")).is_success


@pytest.mark.parametrize(
    ("reach", "days", "states"),
    [
        (noticed, (73, 2), ["noticed", "lapsed"]),
        (voting, (58, 3), ["noticed", "lapsed"]),
        (Excluding.decided, (29, 2, 2 * 366), ["decided", "in_force", "ended"]),
        (appealed, (399, 2), ["appealed", "lapsed"]),
    ],
)
async def test_where_nobody_acts_time_ends_an_exclusion_from_wherever_it_stands(
    case: Excluding, reach: Any, days: tuple[int, ...], states: list[str]
) -> None:
    await reach(case)
    assert [await case.later(number) for number in days] == states
    assert (await case.shown())["due_at"] is None
    # No vote is left over, and another exclusion may come if it is a member still.
    left = await case.world.manager.calls("GET", f"/board-votes?case_id={case.id}&status=open")
    assert left.json()["items"] == []
    await case.duty()
    assert (await case.shown())["status"] == states[-1]
    again = await case.open()
    assert again.status_code == (409 if "in_force" in states else 201), again.text


async def test_a_vote_against_it_ends_an_exclusion_and_the_member_is_told(case: Excluding) -> None:
    await noticed(case)
    await case.later(15)
    assert (await case.vote("no")).status_code == 201
    assert await case.later(0) == "rejected"
    assert (await case.stands())[0] == "member"
    assert await case.told() == ["exclusion_noticed", "exclusion_dropped"]


async def test_two_of_three_exclude_and_half_of_those_who_vote_do_not(case: Excluding) -> None:
    await noticed(case)
    await case.later(15)
    opened = (await case.does(case.board[0], "votes", reason="Tā")).json()
    ballots = f"/board-votes/{opened['id']}/ballots"
    for member, choice in zip(case.board, ("yes", "no", "yes"), strict=True):
        await member.calls("POST", ballots, json={"choice": choice})
    assert (await case.shown())["status"] == "decided"


async def test_who_opened_it_takes_it_back_before_the_vote_and_nobody_else(
    case: Excluding,
) -> None:
    assert (await case.open(case.board[1])).status_code == 201
    other = await case.does(case.world.manager, "withdrawal", reason="Kļūda")
    assert code(other) == (403, "not_who_opened_it")
    await case.later(15)
    vote = (await case.does(case.board[1], "votes", reason="Tā")).json()
    held = await case.does(case.board[1], "withdrawal", reason="Kļūda")
    assert code(held) == (409, "board_vote_open")
    tag = {"If-Match": f'"v{vote["version"]}"'}
    await case.board[1].calls("POST", f"/board-votes/{vote['id']}/withdrawal", headers=tag)
    taken = await case.does(case.board[1], "withdrawal", reason="Kļūda")
    assert taken.json()["status"] == "withdrawn", taken.text
    late = await case.does(case.own, "statements", text="Paldies")
    assert code(late) == (409, "exclusion_state_forbids")


async def test_low_quality_is_shown_by_two_reviews_and_bad_input_names_its_field(
    case: Excluding,
) -> None:
    for reviews in ([], REVIEWS[:1], [REVIEWS[0]] * 2):
        refused = await case.open(reviews=reviews)
        assert code(refused) == (422, "evidence_missing")
        assert refused.json()["errors"][0]["pointer"] == "/reviews"
    for field, value in (
        ("ground", "smell"),
        ("facts", " "),
        ("reviews", ["x"]),
        ("reviews", REVIEWS * 26),
    ):
        refused = await case.open(**{field: value})
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["pointer"].startswith(f"/{field}")
    assert (await case.open(ground="image_harmed", reviews=[])).status_code == 201
    for days in (-1, 1):
        when = (CLOCK.now() + timedelta(days=days)).isoformat()
        met = await case.does(case.world.manager, "meetings", text="x", held_at=when)
        assert code(met) == (422, "hearing_invalid")


async def test_nobody_conducts_the_exclusion_of_an_organisation_of_its_own(
    case: Excluding,
) -> None:
    tied = case.board[2]
    async with case.world.database.transaction() as session:
        await appoint_person(
            session,
            CLOCK,
            vault=case.world.vault,
            organisation_id=case.member,
            account_id=tied.id,
            office="representative",
        )
    assert code(await case.open(tied)) == (403, "own_application")
    assert code(await case.open(case.own)) == (403, "office_required")
    await noticed(case)
    await case.later(15)
    opened = (await case.does(case.board[0], "votes", reason="Tā")).json()
    ballot = await tied.calls("POST", f"/board-votes/{opened['id']}/ballots", json={"choice": "no"})
    assert code(ballot) == (403, "conflict_of_interest")
    for member in case.board[:2]:
        ballots = f"/board-votes/{opened['id']}/ballots"
        await member.calls("POST", ballots, json={"choice": "yes"})
    assert (await case.shown())["status"] == "decided"
    judged = await case.does(tied, "appeal/decision", **ruling())
    assert code(judged) == (403, "own_application")


async def test_only_the_member_speaks_for_itself_and_only_an_administrator_appeals(
    case: Excluding,
) -> None:
    await noticed(case)
    officer = await case.does(case.board[0], "statements", text="Viņi atzīst")
    assert code(officer) == (403, "not_its_representative")
    delegate = await case.world.person(organisation_id=case.member, roles=["delegate"])
    buyer = await case.world.person(organisation_id=case.member, roles=["buyer"])
    assert (await case.does(delegate, "statements", text="Lūdzam")).status_code == 201
    assert code(await case.does(buyer, "statements", text="x")) == (404, "exclusion_not_found")
    await case.later(15)
    await case.vote()
    assert code(await case.does(delegate, "appeal", text="x")) == (403, "role_not_held")
    assert (await case.does(case.own, "appeal", text="x")).is_success


async def test_leaving_does_not_escape_an_exclusion_which_ends_it(case: Excluding) -> None:
    await case.decided()
    assert (await ask(case.own)).status_code == 201
    assert (await case.stands())[0] == "leaving"
    assert await case.later(31) == "in_force"
    assert await case.stands() == ("excluded", [])
    async with case.world.database.transaction() as session:
        await settle_leavings(session, CLOCK)
    asked = await case.own.calls("GET", "/leaving-requests")
    assert [one["status"] for one in asked.json()["items"]] == ["cancelled"]
    assert (await case.stands())[0] == "excluded"


async def test_who_has_left_and_applied_meanwhile_is_excluded_and_not_admitted(
    case: Excluding,
) -> None:
    await case.decided()
    async with case.world.database.transaction() as session:
        organisation = await locked_organisation(session, case.member)
        await stand(session, organisation, "former", now=CLOCK.now())
    application = await applied_by(case.world, case.own)
    await application.assess_all()
    await application.meet()
    assert await case.later(31) == "in_force"
    assert await case.stands() == ("excluded", [])
    vote = await application.propose("admitted")
    for member in case.board:
        ballots = f"/board-votes/{vote.json()['id']}/ballots"
        await member.calls("POST", ballots, json={"choice": "yes"})
    shown = await case.world.manager.calls("GET", f"/board-votes/{vote.json()['id']}")
    assert shown.json()["status"] == "void"
    assert (await case.stands())[0] == "excluded"


async def test_who_left_is_not_closed_and_so_neither_comes_back_anew_nor_loses_its_say(
    case: Excluding,
) -> None:
    await case.decided()
    async with case.world.database.transaction() as session:
        organisation = await locked_organisation(session, case.member)
        await stand(session, organisation, "former", now=CLOCK.now())
        version = organisation.version
    refused = await case.world.manager.calls(
        "POST",
        f"/organisations/{case.member}/closures",
        json={"reason": "Vairs nav"},
        headers={"If-Match": f'"v{version}"'},
    )
    assert code(refused) == (409, "exclusion_stands")


async def test_a_suspension_ends_beneath_an_exclusion_and_gives_nothing_back(
    case: Excluding,
) -> None:
    await case.decided()
    ends = (CLOCK.now() + timedelta(days=5)).isoformat()
    path = f"/organisations/{case.member}/suspensions"
    made = await case.board[0].calls("POST", path, json={"reason": "Tikmēr", "ends_at": ends})
    tag = {"If-Match": f'"v{made.json()["version"]}"'}
    at = f"/suspensions/{made.json()['id']}/confirmation"
    assert (await case.board[1].calls("POST", at, headers=tag)).is_success
    assert (await case.stands())[0] == "suspended"
    assert await case.later(31) == "in_force"
    async with case.world.database.transaction() as session:
        await move_suspensions(session, MovedClock(timedelta(days=6)))
    assert await case.stands() == ("excluded", [])
    async with case.world.database.transaction() as session:
        told = await session.scalars(
            sa.text("select template from notices where organisation_id = :id"),
            {"id": case.member},
        )
        assert {"suspension_confirmed", "exclusion_in_force"} < (found := set(told))
        assert "suspension_over" not in found


async def test_of_two_who_open_an_exclusion_together_one_is_refused(case: Excluding) -> None:
    answers = await asyncio.gather(case.open(), case.open(case.board[1]))
    assert sorted(one.status_code for one in answers) == [201, 409]


async def test_neither_the_cluster_nor_who_is_no_member_is_excluded(
    case: Excluding, world: World
) -> None:
    for nobody in (await world.organisation(), world.cluster_id):
        refused = await case.open(organisation_id=str(nobody))
        assert refused.status_code in {403, 409}, refused.text
