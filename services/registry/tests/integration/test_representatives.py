"""Who represents an organisation, and declaring what an organisation can do."""

import uuid

from services.registry.tests.builders import competence_body
from services.registry.tests.conftest import World


async def test_only_its_representatives_and_the_manager_see_and_change_them(world: World) -> None:
    organisation_id = await world.organisation()
    person = await world.person(organisation_id=organisation_id)
    path = f"/organisations/{organisation_id}/representatives"
    stranger = await world.person(organisation_id=await world.organisation())
    for answer in (
        await stranger.calls("GET", path),
        await stranger.calls("DELETE", f"{path}/{person.id}"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "not_its_representative")
    assert (await world.manager.calls("GET", path)).status_code == 200
    nowhere = f"/organisations/{uuid.uuid4()}/representatives"
    assert (await world.manager.calls("GET", nowhere)).status_code == 404


async def test_an_organisation_keeps_at_least_one_representative(world: World) -> None:
    organisation_id = await world.organisation()
    first = await world.person(organisation_id=organisation_id)
    second = await world.person(organisation_id=organisation_id)
    path = f"/organisations/{organisation_id}/representatives"
    assert (await second.calls("DELETE", f"{path}/{first.id}")).status_code == 204
    last = await second.calls("DELETE", f"{path}/{second.id}")
    assert (last.status_code, last.json()["code"]) == (409, "last_representative")
    gone = await second.calls("DELETE", f"{path}/{first.id}")
    assert (gone.status_code, gone.json()["code"]) == (404, "unknown_representative")


async def test_a_dismissed_representatives_token_dies_at_once(world: World) -> None:
    organisation_id = await world.organisation()
    first = await world.person(organisation_id=organisation_id)
    second = await world.person(organisation_id=organisation_id)
    await first.calls("DELETE", f"/organisations/{organisation_id}/representatives/{second.id}")
    answer = await second.calls("GET", "/me")
    assert (answer.status_code, answer.json()["code"]) == (401, "token_revoked")
    revoked = await world.announced("token.revoked")
    assert revoked[-1]["subject"] == str(second.id)


async def test_competences_are_declared_shown_and_withdrawn(world: World) -> None:
    organisation_id = await world.organisation()
    person = await world.person(organisation_id=organisation_id)
    path = f"/organisations/{organisation_id}/competences"
    made = await person.calls("POST", path, json=competence_body())
    assert made.status_code == 201, made.text
    shown = await world.calls("GET", path)
    assert shown.json()["items"] == [made.json()]
    competence_id = made.json()["id"]
    declared = await world.announced("competence.declared", competence_id)
    assert declared[0]["organisation_id"] == str(organisation_id)
    assert (await person.calls("DELETE", f"/competences/{competence_id}")).status_code == 204
    assert (await world.calls("GET", path)).json()["items"] == []
    withdrawn = await world.announced("competence.withdrawn", competence_id)
    assert [(e["version"], e["status"]) for e in withdrawn] == [(2, "withdrawn")]
    again = await person.calls("DELETE", f"/competences/{competence_id}")
    assert (again.status_code, again.json()["code"]) == (409, "competence_already_withdrawn")
    gone = await person.calls("DELETE", f"/competences/{uuid.uuid4()}")
    assert (gone.status_code, gone.json()["code"]) == (404, "unknown_competence")


async def test_a_competence_lies_at_a_place_of_the_taxonomy(world: World) -> None:
    organisation_id = await world.organisation()
    person = await world.person(organisation_id=organisation_id)
    path = f"/organisations/{organisation_id}/competences"
    for changes, code in (
        ({"stage": "nowhere"}, "unknown_stage"),
        ({"role": "cinema"}, "role_outside_stages"),
        ({"role": "Ēdit"}, "validation_failed"),
        ({"languages": ["lv", "lv"]}, "validation_failed"),
        ({"title": {"lv": "x\x00"}}, "validation_failed"),
    ):
        answer = await person.calls("POST", path, json=competence_body(**changes))
        assert (answer.status_code, answer.json()["code"]) == (422, code), changes


async def test_a_stranger_declares_and_withdraws_nothing(world: World) -> None:
    organisation_id = await world.organisation()
    person = await world.person(organisation_id=organisation_id)
    stranger = await world.person(organisation_id=await world.organisation())
    path = f"/organisations/{organisation_id}/competences"
    made = await person.calls("POST", path, json=competence_body())
    for answer in (
        await stranger.calls("POST", path, json=competence_body()),
        await stranger.calls("DELETE", f"/competences/{made.json()['id']}"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "not_its_representative")
    assert (await world.calls("GET", f"/organisations/{uuid.uuid4()}/competences")).status_code == (
        404
    )
