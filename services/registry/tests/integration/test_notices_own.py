"""What the registry itself tells people: offices, votes, membership, roles."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from services.registry.tests.admissions import applied
from services.registry.tests.board_votes import voting
from services.registry.tests.conftest import Person, World

from registry.notices.texts import families
from registry.offices.orm import OfficeTerm
from registry.offices.telling import tell_of_ending_terms
from shared.clocks import MovedClock


async def heard(person: Person, *templates: str, of: str = "") -> list[dict[str, Any]]:
    """The notices of these templates in the person's inbox, the newest first.

    `of`: those alone that link to the thing with this id.
    """
    answer = await person.calls("GET", "/notices?limit=100")
    assert answer.status_code == 200, answer.text
    items = [item for item in answer.json()["items"] if item["template"] in templates]
    return [item for item in items if item["link"].endswith(of)]


async def reads(person: Person, notice: dict[str, Any]) -> int:
    """With which status the person finds what the notice links to."""
    answer = await person.calls("GET", notice["link"].removeprefix("/v1/registry"))
    return answer.status_code


@pytest.mark.parametrize("outcome", ["admitted", "rejected"])
async def test_the_applicant_is_told_what_the_board_decided_and_nobody_else_is(
    world: World, outcome: str
) -> None:
    case = await applied(world)
    await case.assess_all()
    await case.meet()
    stranger = await world.person(organisation_id=await world.organisation())
    assert (await case.decide(outcome)).status_code == 200
    (notice,) = await heard(case.applicant, "membership_admitted", "membership_rejected")
    assert notice["template"] == f"membership_{outcome}"
    assert await reads(case.applicant, notice) == 200
    assert await heard(stranger, notice["template"]) == []


async def test_who_may_vote_is_told_of_the_vote_and_its_end_and_who_is_tied_is_not(
    world: World,
) -> None:
    vote = await voting(world, members=5)
    board = await world.whole_board(5)
    for member in board:
        (notice,) = await heard(member, "board_vote_opened", of=vote.id)
        assert await reads(member, notice) == 200
    assert await heard(world.manager, "board_vote_opened", of=vote.id) == []
    tied = board[4]
    answer = await vote.step("conflicts", by=tied, reason="Rados")
    assert answer.status_code in (200, 201), answer.text
    for member in board[:3]:
        assert (await vote.cast(member)).status_code == 201
    assert (await vote.shown())["status"] == "passed"
    for member in board[:4]:
        assert len(await heard(member, "board_vote_closed", of=vote.id)) == 1
    assert await heard(tied, "board_vote_closed", of=vote.id) == []


async def test_a_vote_that_ends_with_its_application_is_told_as_well(world: World) -> None:
    vote = await voting(world)
    body = {"reason": "Pārdomājām"}
    answer = await vote.case.step("withdrawal", body, by=vote.case.applicant)
    assert answer.status_code in (200, 201), answer.text
    assert len(await heard(world.board, "board_vote_closed", of=vote.id)) == 1


async def test_an_invitation_that_is_accepted_is_told_to_the_other_administrators(
    world: World,
) -> None:
    company = await world.organisation()
    administrator = await world.person(organisation_id=company)
    invited = await world.person()
    path = f"/organisations/{company}/invitations"
    await administrator.calls("POST", path, json={"email": invited.email})
    secret = await world.mails.code_for(invited.email)
    answer = await invited.calls("POST", "/invitations/acceptance", json={"secret": secret})
    assert answer.status_code in (200, 201), answer.text
    (notice,) = await heard(administrator, "representative_joined")
    assert await reads(administrator, notice) == 200
    assert await heard(invited, "representative_joined") == []
    assert await heard(world.manager, "representative_joined") == []


async def test_who_loses_roles_or_is_dismissed_is_told_and_who_does_it_itself_is_not(
    world: World,
) -> None:
    company = await world.organisation()
    administrator = await world.person(organisation_id=company)
    person = await world.person(organisation_id=company)
    path = f"/organisations/{company}/representatives/{person.id}"
    changed = await administrator.calls(
        "PATCH", path, json={"roles": ["seller"]}, headers={"If-Match": "*"}
    )
    assert changed.status_code == 200, changed.text
    assert (await administrator.calls("DELETE", path)).status_code == 204
    person.organisation_id, person.roles = None, ()
    await world.give_token(person)
    told = await heard(person, "roles_changed", "representative_dismissed")
    assert [one["template"] for one in told] == ["representative_dismissed", "roles_changed"]
    assert await reads(person, told[0]) == 200
    assert await heard(administrator, "roles_changed", "representative_dismissed") == []


async def test_the_end_of_a_term_is_told_60_and_30_days_before_once_each(world: World) -> None:
    person = await world.seated()
    term = await ending_in(world, person, days=100)
    said = {"office_ending", "office_to_fill"}
    for days, times in ((39, 0), (41, 1), (41, 1), (69, 1), (71, 2), (99, 2), (101, 2)):
        async with world.database.transaction() as session:
            await tell_of_ending_terms(session, MovedClock(timedelta(days=days)))
        own = await heard(person, *said, of=term)
        assert [one["template"] for one in own] == ["office_ending"] * times
        for other in (world.manager, world.board):
            found = await heard(other, *said, of=term)
            assert [one["template"] for one in found] == ["office_to_fill"] * times
    assert await reads(person, own[0]) == 200


async def test_an_offer_to_confirm_is_told_to_the_rest_of_the_board_and_an_end_to_its_person(
    world: World,
) -> None:
    other = (await world.whole_board(2))[1]
    body = {
        "office": "accountant",
        "email": "gramatvede@kadrs.example",
        "decision": {"reference": "V-7", "decided_on": datetime.now(UTC).date().isoformat()},
    }
    answer = await world.board.calls("POST", "/office-terms", json=body)
    assert answer.status_code == 201, answer.text
    (notice,) = await heard(other, "office_to_confirm")
    assert notice["link"].endswith(answer.json()["id"])
    assert await heard(world.board, "office_to_confirm") == []
    page = (await other.calls("GET", "/office-terms?limit=100")).json()["items"]
    (own,) = [one["id"] for one in page if one["account_id"] == str(other.id)]
    resigned = await other.calls(
        "POST", f"/office-terms/{own}/resignation", json={}, headers={"If-Match": "*"}
    )
    assert resigned.status_code == 200, resigned.text
    other.organisation_id, other.roles = None, ()
    await world.give_token(other)
    (ended,) = await heard(other, "office_ended")
    assert await reads(other, ended) == 200


def test_what_takes_rights_away_is_of_a_legal_kind_and_says_why_nobody_switches_it_off() -> None:
    for code in ("standing", "entries", "membership", "leaving"):
        assert families()[code].legal
        assert families()[code].compulsory


async def ending_in(world: World, person: Person, *, days: int) -> str:
    """Let the person's term end in so many days; the path of it."""
    async with world.database.transaction() as session:
        term = (
            await session.scalars(sa.select(OfficeTerm).where(OfficeTerm.account_id == person.id))
        ).one()
        term.ends_at = datetime.now(UTC) + timedelta(days=days)
        return f"/v1/registry/office-terms/{term.id}"
