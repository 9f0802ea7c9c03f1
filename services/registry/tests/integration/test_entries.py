"""What keeps an entry of the directory right: names, numbers and texts, on a real database."""

from typing import Any

import httpx
import pytest
from services.registry.tests.builders import competence_body, latvian_number
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


async def corrects(
    person: Person, organisation_id: Any, body: dict[str, Any], version: int = 1
) -> httpx.Response:
    return await person.calls(
        "POST",
        f"/organisations/{organisation_id}/corrections",
        json={"reason": "Entered wrongly", **body},
        headers={"If-Match": f'"v{version}"'},
    )


async def test_a_latvian_vat_number_is_its_holders_registration_number_or_the_managers_word(
    world: World,
) -> None:
    organisation_id = await world.organisation()
    person = await world.person(organisation_id=organisation_id)
    another = f"LV{latvian_number(next(world.numbers))}"
    refused = await changes(person, organisation_id, {"vat_number": another})
    assert (refused.status_code, refused.json()["code"]) == (422, "vat_number_not_its_own")
    assert refused.json()["errors"][0]["pointer"] == "/vat_number"
    registered = await person.calls("POST", "/organisations", json=world.body(vat_number=another))
    assert registered.json()["code"] == "vat_number_not_its_own"
    confirmed = await corrects(world.manager, organisation_id, {"vat_number": another})
    assert confirmed.status_code == 201, confirmed.text
    # What the manager has confirmed stands in the way of no other change.
    assert (await changes(person, organisation_id, {"website": None}, 2)).status_code == 200


async def test_two_organisations_with_one_vat_number_are_refused(world: World) -> None:
    person = await world.person()
    body = {"vat_number": "DE136695976", "country": "FI", "region": "abroad"}
    first = world.body(**body, registration_number="FI1")
    second = world.body(**body, registration_number="FI2")
    assert (await person.calls("POST", "/organisations", json=first)).status_code == 201
    again = await person.calls("POST", "/organisations", json=second)
    assert (again.status_code, again.json()["code"]) == (409, "vat_number_taken")


async def test_german_numbers_repeat_per_court_and_need_it(world: World) -> None:
    person = await world.person()

    async def register(**more: Any) -> httpx.Response:
        body = world.body(
            country="DE", region="abroad", vat_number=None, registration_number="HRB 77", **more
        )
        return await person.calls("POST", "/organisations", json=body)

    without = await register()
    assert (without.status_code, without.json()["code"]) == (422, "register_missing")
    assert without.json()["errors"][0]["pointer"] == "/register_name"
    assert (await register(register_name="Amtsgericht München")).status_code == 201
    assert (await register(register_name="Amtsgericht Hamburg")).status_code == 201
    again = await register(register_name="MÜNCHEN")
    assert (again.status_code, again.json()["code"]) == (409, "registration_number_taken")
    invented = await person.calls(
        "POST", "/organisations", json=world.body(register_name="Another")
    )
    assert (invented.status_code, invented.json()["code"]) == (422, "register_not_needed")


async def test_the_manager_corrects_what_identifies_an_entry_and_the_history_is_kept(
    world: World,
) -> None:
    old, new = (latvian_number(next(world.numbers)) for _ in range(2))
    organisation_id = await world.organisation(registration_number=old, vat_number=f"LV{old}")
    person = await world.person(organisation_id=organisation_id)
    body = {"registration_number": new, "sector": "finance", "kinds": []}
    answer = await corrects(world.manager, organisation_id, body)
    assert answer.status_code == 201, answer.text
    assert answer.headers["ETag"] == '"v2"'
    corrected = answer.json()
    assert corrected["before"] == {
        "registration_number": old, "vat_number": f"LV{old}", "sector": "private",
        "kinds": ["producer"],
    }  # fmt: skip
    assert corrected["after"]["vat_number"] == f"LV{new}"
    assert corrected["made_by"] == str(world.manager.id)
    (updated,) = await world.announced("organisation.updated", organisation_id)
    assert (updated["registration_number"], updated["sector"]) == (new, "finance")
    path = f"/organisations/{organisation_id}/corrections"
    assert (await person.calls("GET", path)).json()["items"] == [corrected]
    stranger = await world.person(organisation_id=await world.organisation())
    assert (await stranger.calls("GET", path)).status_code == 403


async def test_a_correction_is_refused_to_others_and_where_it_corrects_nothing(
    world: World,
) -> None:
    taken = latvian_number(next(world.numbers))
    await world.organisation(registration_number=taken)
    organisation_id = await world.organisation()
    representative = await world.person(organisation_id=organisation_id)
    before = await world.count("organisation_corrections")
    for who, body, version, status, code in (
        (representative, {"sector": "public"}, 1, 403, "manager_only"),
        (world.board, {"sector": "public"}, 1, 403, "manager_only"),
        (world.manager, {"sector": "private"}, 1, 422, "nothing_corrected"),
        (world.manager, {"sector": "public"}, 7, 412, "stale_organisation"),
        (world.manager, {"registration_number": taken}, 1, 409, "registration_number_taken"),
        (world.manager, {"country": "EE"}, 1, 422, "invalid_registration_number"),
        (world.manager, {"sector": "public", "reason": " "}, 1, 422, "validation_failed"),
    ):
        answer = await corrects(who, organisation_id, body, version)
        assert (answer.status_code, answer.json()["code"]) == (status, code), body
    assert await world.count("organisation_corrections") == before


async def test_the_manager_corrects_no_entry_that_it_represents(world: World) -> None:
    organisation_id = await world.organisation()
    person = await world.person(organisation_id=organisation_id)
    person.organisation_id, person.roles = world.cluster_id, ("manager",)
    await world.give_token(person)
    answer = await corrects(person, organisation_id, {"sector": "public", "kinds": []})
    assert (answer.status_code, answer.json()["code"]) == (403, "own_entry")


async def test_the_manager_enters_a_company_for_others_and_hands_it_over(world: World) -> None:
    made = await world.manager.calls("POST", "/organisations", json=world.body())
    assert made.status_code == 201, made.text
    path = f"/organisations/{made.json()['id']}"
    people = await world.manager.calls("GET", f"{path}/representatives")
    assert people.json()["items"] == []
    stranger = await world.person()
    assert (await changes(stranger, made.json()["id"], {"website": None})).status_code == 403
    assert (await changes(world.manager, made.json()["id"], {"website": None})).status_code == 200
    invited = await world.manager.calls(
        "POST", f"{path}/invitations", json={"email": stranger.email}
    )
    assert invited.status_code == 201, invited.text
    secret = await world.mails.code_for(stranger.email)
    accepted = await stranger.calls("POST", "/invitations/acceptance", json={"secret": secret})
    assert accepted.status_code == 201, accepted.text
    assert (await changes(stranger, made.json()["id"], {"email": None}, 2)).status_code == 200


@pytest.mark.parametrize("name", ["AVT klasteris", "SIA «avt KLASTERIS»", "АVТ klasteris"])
async def test_nobody_takes_the_name_of_the_cluster(world: World, name: str) -> None:
    organisation_id = await world.organisation()
    person = await world.person(organisation_id=organisation_id)
    for body in ({"name": name}, {"names": {"en": name}}):
        answer = await changes(person, organisation_id, body)
        assert (answer.status_code, answer.json()["code"]) == (409, "name_of_cluster")
    registered = await person.calls("POST", "/organisations", json=world.body(name=name))
    assert registered.json()["code"] == "name_of_cluster"
