"""The public directory over HTTP, on a real database."""

import json
import uuid
from typing import Any

import pytest
from services.registry.tests.conftest import EVERY_ROLE, World

JSON = {"Content-Type": "application/json"}
NAMES = (("Ābols", "kurzeme"), ("Ace", "riga"), ("ābele", "riga"), ("Zīle", "riga"))


async def test_a_person_registers_an_organisation_and_becomes_its_representative(
    world: World,
) -> None:
    person = await world.person()
    body = world.body()
    answer = await person.calls("POST", "/organisations", json=body)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert made["membership"] == "none"
    assert answer.headers["ETag"] == '"v1"'
    assert answer.headers["Location"] == f"/v1/registry/organisations/{made['id']}"
    shown = await world.calls("GET", f"/organisations/{made['id']}")
    assert shown.json() == made
    me = (await person.calls("GET", "/me")).json()
    assert [(o["id"], o["roles"]) for o in me["organisations"]] == [(made["id"], list(EVERY_ROLE))]
    registered = await world.announced("organisation.registered", made["id"])
    assert len(registered) == 1
    assert registered[-1]["version"] == 1
    assert registered[-1]["vat_number"] == body["vat_number"]


async def test_a_name_without_translations_is_in_the_language_of_its_country(world: World) -> None:
    person = await world.person()
    body = world.body()
    del body["names"]
    answer = await person.calls("POST", "/organisations", json=body)
    assert answer.json()["names"] == {"lv": body["name"]}


async def test_a_registration_number_is_taken_once_per_country(world: World) -> None:
    person = await world.person()
    body = world.body()
    assert (await person.calls("POST", "/organisations", json=body)).status_code == 201
    spaced = body["registration_number"][:4] + " " + body["registration_number"][4:]
    again = await person.calls(
        "POST", "/organisations", json=body | {"registration_number": spaced}
    )
    assert again.status_code == 409
    assert again.json()["code"] == "registration_number_taken"
    assert again.json()["errors"][0]["pointer"] == "/registration_number"


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"registration_number": "40000000016"}, "invalid_registration_number", None),
        # A personal code of the old and of the new form: an organisation is no person.
        ({"registration_number": "16117519997"}, "consumers_not_served", None),
        ({"registration_number": "32867300679"}, "consumers_not_served", None),
        ({"vat_number": "LV40000000016"}, "invalid_vat_number", "/vat_number"),
        ({"vat_number": "LV16117519997"}, "invalid_vat_number", "/vat_number"),
        ({"vat_number": "US123"}, "invalid_vat_number", "/vat_number"),
        ({"kinds": []}, "kind_missing", "/kinds"),
        ({"stages": ["nowhere"]}, "unknown_stage", "/stages/0"),
        ({"roles": ["editing", "cinema"]}, "role_outside_stages", "/roles/1"),
        ({"region": "lithuania"}, "region_outside_country", "/region"),
        ({"country": "ZZ"}, "unknown_country", "/country"),
    ],
)
async def test_an_entry_that_breaks_a_rule_is_refused_and_names_the_field(
    world: World, changes: dict[str, Any], code: str, pointer: str | None
) -> None:
    person = await world.person()
    before = await world.count("organisations")
    answer = await person.calls("POST", "/organisations", json=world.body(**changes))
    assert answer.status_code == 422, answer.text
    problem = answer.json()
    assert problem["code"] == code
    assert problem["errors"][0]["pointer"] == (pointer or "/registration_number")
    assert await world.count("organisations") == before


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"name": "a\x00b"}, "/name", "nul_character"),
        ({"name": "x" * 201}, "/name", "string_too_long"),
        ({"name": 5}, "/name", "string_type"),
        ({"names": {}}, "/names", "no_language"),
        ({"names": {"de": "x"}}, "/names/de", "literal_error"),
        ({"kinds": ["producer", "producer"]}, "/kinds", "duplicates"),
        ({"kinds": ["baker"]}, "/kinds/0", "literal_error"),
        ({"unheard_of": 1}, "/unheard_of", "extra_forbidden"),
        ({"address": {"street": "x"}}, "/address/city", "missing"),
        ({"website": "javascript:alert(1)"}, "/website", "string_pattern_mismatch"),
        ({"email": "not an address"}, "/email", "string_pattern_mismatch"),
        ({"languages": []}, "/languages", "too_short"),
        ({"description": {"lv": "\udc00"}}, "/description/lv", "string_unicode"),
    ],
)
async def test_bad_input_is_refused_by_field(
    world: World, changes: dict[str, Any], pointer: str, code: str
) -> None:
    person = await world.person()
    answer = await person.calls(
        "POST",
        "/organisations",
        content=json.dumps(world.body(**changes)),
        headers=JSON,
    )
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    errors = answer.json()["errors"]
    assert (pointer, code) in {(error["pointer"], error["code"]) for error in errors}, errors


async def test_invalid_json_and_a_huge_body_are_refused(world: World) -> None:
    person = await world.person()
    answer = await person.calls("POST", "/organisations", content=b"{nonsense", headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_json")
    answer = await person.calls("POST", "/organisations", content=b"[" * 2_000_000, headers=JSON)
    assert answer.status_code == 413
    answer = await person.calls("POST", "/organisations", content=b"[" * 100_000, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_complex")


async def test_the_directory_is_filtered_and_paged_by_name_without_diacritics(
    new_world: World,
) -> None:
    world = new_world
    for name, region in (
        ("Ābols", "kurzeme"),
        ("Ace", "riga"),
        ("ābele", "riga"),
        ("Zīle", "riga"),
    ):
        await world.organisation(name=name, region=region)
    first = await world.calls("GET", "/organisations?limit=2&sector=private")
    assert [item["name"] for item in first.json()["items"]] == ["ābele", "Ābols"]
    assert 'rel="next"' in first.headers["Link"]
    cursor = first.json()["next"]
    second = await world.calls("GET", f"/organisations?limit=2&sector=private&cursor={cursor}")
    assert [item["name"] for item in second.json()["items"]] == ["Ace", "Zīle"]
    assert second.json()["next"] is None
    riga = await world.calls(
        "GET", "/organisations?region=riga&kind=producer&stage=post_production"
    )
    assert [item["name"] for item in riga.json()["items"]] == ["ābele", "Ace", "Zīle"]
    none = await world.calls("GET", "/organisations?role=lawyer")
    assert none.json()["items"] == []
    members = await world.calls("GET", "/organisations?membership=member")
    assert members.json()["items"] == []
    other_filter = await world.calls("GET", f"/organisations?limit=2&cursor={cursor}")
    assert (other_filter.status_code, other_filter.json()["code"]) == (400, "cursor_invalid")


@pytest.mark.parametrize(
    "query", ["kind=baker", "region=mars", "limit=0", "limit=201", "stage=%00"]
)
async def test_an_unknown_filter_value_is_refused(world: World, query: str) -> None:
    assert (await world.calls("GET", f"/organisations?{query}")).status_code == 422


async def test_an_unknown_organisation_is_not_found(world: World) -> None:
    answer = await world.calls("GET", f"/organisations/{uuid.uuid4()}")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_organisation")
    assert (await world.calls("GET", "/organisations/nonsense")).status_code == 422


async def test_a_representative_changes_the_entry_it_decided_on(world: World) -> None:
    organisation_id = await world.organisation()
    person = await world.person(organisation_id=organisation_id)
    path = f"/organisations/{organisation_id}"
    changes = {"name": "SIA Jauns kadrs", "website": "https://jauns.example", "vat_number": None}
    missing = await person.calls("PATCH", path, json=changes)
    assert missing.status_code == 428
    stale = await world.http.patch(
        f"/v1/registry{path}", json=changes, headers={**person.headers, "If-Match": '"v7"'}
    )
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_organisation")
    done = await world.http.patch(
        f"/v1/registry{path}", json=changes, headers={**person.headers, "If-Match": '"v1"'}
    )
    assert done.status_code == 200, done.text
    assert done.headers["ETag"] == '"v2"'
    assert done.json()["name"] == "SIA Jauns kadrs"
    updated = await world.announced("organisation.updated", organisation_id)
    assert [(e["version"], e["website"]) for e in updated] == [(2, "https://jauns.example")]
    unchanged = await world.http.patch(
        f"/v1/registry{path}", json=changes, headers={**person.headers, "If-Match": '"v2"'}
    )
    assert unchanged.headers["ETag"] == '"v2"'
    assert len(await world.announced("organisation.updated", organisation_id)) == 1
    known = await world.http.get(f"/v1/registry{path}", headers={"If-None-Match": '"v2"'})
    assert known.status_code == 304


@pytest.mark.parametrize(
    "changes",
    [
        {"name": None},
        {"address": None},
        {"registration_number": "40000000015"},
        {"country": "EE"},
        {"sector": "public"},
        {"membership": "member"},
        {"kinds": []},
        {"region": "estonia"},
    ],
)
async def test_what_identifies_an_organisation_cannot_be_changed_nor_rules_broken(
    world: World, changes: dict[str, Any]
) -> None:
    organisation_id = await world.organisation()
    person = await world.person(organisation_id=organisation_id)
    answer = await world.http.patch(
        f"/v1/registry/organisations/{organisation_id}",
        json=changes,
        headers={**person.headers, "If-Match": '"v1"'},
    )
    assert answer.status_code == 422, answer.text


async def test_a_stranger_cannot_change_an_entry(world: World) -> None:
    organisation_id = await world.organisation()
    strangers = [
        await world.person(),
        await world.person(organisation_id=await world.organisation()),
        world.board,
    ]
    for stranger in strangers:
        answer = await world.http.patch(
            f"/v1/registry/organisations/{organisation_id}",
            json={"name": "Mine"},
            headers={**stranger.headers, "If-Match": '"v1"'},
        )
        assert (answer.status_code, answer.json()["code"]) == (403, "not_its_representative")
    by_manager = await world.http.patch(
        f"/v1/registry/organisations/{organisation_id}",
        json={"name": "Corrected"},
        headers={**world.manager.headers, "If-Match": '"v1"'},
    )
    assert by_manager.status_code == 200


async def test_a_token_for_one_organisation_opens_no_other_of_the_same_person(
    world: World,
) -> None:
    one, other = await world.organisation(), await world.organisation()
    person = await world.person(organisation_id=one, acting_for=other)
    answer = await world.http.patch(
        f"/v1/registry/organisations/{one}",
        json={"name": "Changed"},
        headers={**person.headers, "If-Match": '"v1"'},
    )
    assert answer.status_code == 403


async def test_a_repeated_registration_under_one_key_has_its_effect_once(world: World) -> None:
    person = await world.person()
    body = world.body()
    first = await person.calls("POST", "/organisations", json=body, key="one")
    again = await person.calls("POST", "/organisations", json=body, key="one")
    assert again.json() == first.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    other = await person.calls("POST", "/organisations", json=body | {"name": "X"}, key="one")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    without = await world.http.post("/v1/registry/organisations", json=body, headers=person.headers)
    assert (without.status_code, without.json()["code"]) == (400, "idempotency_key_missing")


async def test_the_taxonomy_is_public_and_was_announced_once(world: World) -> None:
    answer = await world.calls("GET", "/taxonomy")
    stages = answer.json()["stages"]
    assert [stage["position"] for stage in stages] == [1, 2, 3, 4, 5, 6, 7]
    announced = await world.announced("taxonomy.published")
    assert len(announced) == 1
    assert announced[0]["stages"] == stages
    known = await world.http.get(
        "/v1/registry/taxonomy", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert known.status_code == 304
