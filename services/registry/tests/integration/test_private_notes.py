"""What manager and board note about a candidate stays between them."""

import uuid
from typing import Any

import pytest
from services.registry.tests.admissions import Case, applied
from services.registry.tests.conftest import Person, World

from registry.admission import notes

SAID = "Piesardzīgi: divi klienti sūdzējās"


@pytest.fixture
async def case(world: World) -> Case:
    """An application that was just submitted."""
    return await applied(world)


async def note(case: Case, by: Person, text: str = SAID) -> Any:
    return await by.calls("POST", f"{case.path}/notes", json={"text": text})


async def test_manager_and_board_read_each_others_notes_and_the_candidate_none(case: Case) -> None:
    world = case.world
    made = await note(case, world.manager)
    assert made.status_code == 201, made.text
    assert made.json()["written_by"] == str(world.manager.id)
    assert (await note(case, world.board, "Piekrītu")).status_code == 201
    for officer in (world.manager, world.board):
        listed = (await officer.calls("GET", f"{case.path}/notes")).json()["items"]
        assert [one["text"] for one in listed] == [SAID, "Piekrītu"]
    assert SAID not in (await case.applicant.calls("GET", case.path)).text
    assert SAID not in (await case.applicant.calls("GET", "/applications")).text
    stranger = await world.person(organisation_id=await world.organisation())
    for person in (case.applicant, stranger):
        for answer in (
            await note(case, person),
            await person.calls("GET", f"{case.path}/notes"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (403, "officer_only")


async def test_an_officer_with_an_interest_reads_no_notes(case: Case) -> None:
    world = case.world
    await note(case, world.manager)
    partial = await world.person(organisation_id=world.cluster_id, office="board")
    declared = await case.step("conflicts", {"reason": "Brālis"}, by=partial)
    assert declared.status_code == 201, declared.text
    for answer in (await note(case, partial), await partial.calls("GET", f"{case.path}/notes")):
        assert (answer.status_code, answer.json()["code"]) == (403, "conflict_of_interest")


async def test_notes_end_somewhere_and_say_something(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = await note(case, case.world.board, "  ")
    assert (empty.status_code, empty.json()["errors"][0]["pointer"]) == (422, "/text")
    monkeypatch.setattr(notes, "MOST_NOTES", 1)
    assert (await note(case, case.world.board)).status_code == 201
    more = await note(case, case.world.board)
    assert (more.status_code, more.json()["code"]) == (409, "too_many_notes")
    nowhere = f"/applications/{uuid.uuid4()}/notes"
    assert (await case.world.board.calls("GET", nowhere)).status_code == 404
