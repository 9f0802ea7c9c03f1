"""What keeps an entry of the directory right: names, numbers and texts, on a real database."""

from typing import Any

import httpx
import pytest
from services.registry.tests.builders import competence_body
from services.registry.tests.conftest import Person, World


async def changes(
    person: Person, organisation_id: Any, body: dict[str, Any], version: int = 1
) -> httpx.Response:
    return await person.calls(
        "PATCH",
        f"/organisations/{organisation_id}",
        json=body,
        headers={"If-Match": f'"v{version}"'},
    )


async def test_a_new_legal_name_takes_the_place_of_the_old_one_in_every_language_that_repeated_it(
    world: World,
) -> None:
    organisation_id = await world.organisation(
        name="SIA Zvirbulis", names={"lv": "SIA Zvirbulis", "et": "SIA Zvirbulis", "en": "Sparrow"}
    )
    person = await world.person(organisation_id=organisation_id)
    answer = await changes(person, organisation_id, {"name": "SIA Vārna"})
    assert answer.json()["names"] == {"lv": "SIA Vārna", "et": "SIA Vārna", "en": "Sparrow"}
    (updated,) = await world.announced("organisation.updated", organisation_id)
    assert updated["names"] == answer.json()["names"]
    said = await changes(person, organisation_id, {"name": "SIA X", "names": {"en": "X"}}, 2)
    assert said.json()["names"] == {"en": "X"}


async def test_a_legal_name_that_no_language_repeated_becomes_that_of_its_country(
    world: World,
) -> None:
    organisation_id = await world.organisation(name="SIA A", names={"lv": "Agrāk", "en": "A"})
    person = await world.person(organisation_id=organisation_id)
    answer = await changes(person, organisation_id, {"name": "SIA B"})
    assert answer.json()["names"] == {"lv": "SIA B", "en": "A"}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("SIA\nX", "line_break"),
        ("SIA\u2028X", "line_break"),
        ("SIA\tX", "control_character"),
        ("SIA \U000e0041X", "invisible_character"),
        ("SIA\u200bX", "invisible_character"),
        ("SIA\u200dX", "invisible_character"),
        ("SIA\xadX", "invisible_character"),
        ("SIA\u3164X", "invisible_character"),
    ],
)
async def test_a_name_that_looks_like_another_or_is_no_line_is_refused(
    world: World, name: str, code: str
) -> None:
    organisation_id = await world.organisation()
    person = await world.person(organisation_id=organisation_id)
    answer = await changes(person, organisation_id, {"name": name})
    errors = [(error["pointer"], error["code"]) for error in answer.json()["errors"]]
    assert (answer.status_code, errors) == (422, [("/name", code)])


async def test_a_name_is_kept_in_composed_form_however_it_was_written(world: World) -> None:
    organisation_id = await world.organisation()
    person = await world.person(organisation_id=organisation_id)
    answer = await changes(person, organisation_id, {"name": "SIA A\u0304bols"})
    assert answer.json()["name"] == "SIA Ābols"


async def test_people_work_in_any_language_of_iso_639(world: World) -> None:
    organisation_id = await world.organisation()
    person = await world.person(organisation_id=organisation_id)
    spoken = ["lv", "ru", "de", "ltg", "lsl"]
    answer = await changes(person, organisation_id, {"languages": spoken})
    assert answer.json()["languages"] == spoken
    (updated,) = await world.announced("organisation.updated", organisation_id)
    assert updated["languages"] == spoken
    path = f"/organisations/{organisation_id}/competences"
    declared = await person.calls("POST", path, json=competence_body(languages=["uk", "fi"]))
    assert declared.json()["languages"] == ["uk", "fi"]


@pytest.mark.parametrize("code", ["xx", "deu", "lav", "mul", "DE", "d", "lv-LV", "valodu"])
async def test_what_is_no_language_or_has_a_shorter_code_is_refused(
    world: World, code: str
) -> None:
    organisation_id = await world.organisation()
    person = await world.person(organisation_id=organisation_id)
    answer = await changes(person, organisation_id, {"languages": ["lv", code]})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/languages/1"]
