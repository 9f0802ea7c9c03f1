"""Client, agent, provider, supporter: what organisations are here, and that consumers are none."""

from typing import Any

import pytest
from services.registry.tests.builders import organisation_body
from services.registry.tests.conftest import World
from sqlalchemy import text


async def entered(world: World, serial: int, **changes: Any) -> Any:
    person = await world.person()
    return await person.calls("POST", "/organisations", json=organisation_body(serial, **changes))


async def test_an_organisation_is_several_things_at_once_and_says_so_itself(world: World) -> None:
    organisation_id = await world.organisation()
    administrator = await world.person(organisation_id=organisation_id)
    path = f"/organisations/{organisation_id}"
    changes = {"capacities": ["client", "provider", "supporter"]}
    refused = await world.calls("PATCH", path, json=changes, headers={"If-Match": '"v1"'})
    assert refused.status_code == 401
    stranger = await world.person(organisation_id=await world.organisation())
    refused = await stranger.calls("PATCH", path, json=changes, headers={"If-Match": '"v1"'})
    assert refused.status_code == 403
    changed = await administrator.calls("PATCH", path, json=changes, headers={"If-Match": '"v1"'})
    assert (changed.status_code, changed.json()["capacities"]) == (200, changes["capacities"])
    (fact,) = await world.announced("organisation.updated", organisation_id)
    assert fact["capacities"] == changes["capacities"]
    for capacity, listed in (("supporter", True), ("agent", False)):
        page = await world.calls("GET", f"/organisations?capacity={capacity}&limit=100")
        assert (str(organisation_id) in {one["id"] for one in page.json()["items"]}) is listed


async def test_who_offers_roles_is_a_provider_unless_it_says_otherwise(world: World) -> None:
    offers = await entered(world, 7_101)
    assert offers.json()["capacities"] == ["provider"]
    none = await entered(world, 7_102, stages=[], roles=[])
    assert none.json()["capacities"] == []
    chosen = await entered(world, 7_103, capacities=["client", "agent"])
    assert chosen.json()["capacities"] == ["client", "agent"]


@pytest.mark.parametrize(
    ("capacities", "pointer"),
    [(["member"], "/capacities/0"), (["client", "client"], "/capacities")],
)
async def test_a_capacity_is_one_of_four_and_named_once(
    world: World, capacities: list[str], pointer: str
) -> None:
    answer = await entered(world, 7_104, capacities=capacities)
    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]


@pytest.mark.parametrize(
    ("country", "region", "number"),
    [
        ("LV", "riga", "010190-12345"),
        ("LV", "riga", "32012345678"),
        ("LT", "lithuania", "33309240064"),
        ("EE", "estonia", "36805280109"),
    ],
)
async def test_a_private_person_is_told_that_consumers_are_not_served(
    world: World, country: str, region: str, number: str
) -> None:
    body = {"country": country, "region": region, "registration_number": number}
    answer = await entered(world, 7_105, vat_number=None, capacities=["client"], **body)
    assert (answer.status_code, answer.json()["code"]) == (422, "consumers_not_served")
    assert number not in answer.text


async def test_a_row_of_the_release_before_has_no_capacity(world: World) -> None:
    organisation_id = await world.organisation()
    async with world.database.transaction() as session:
        default = "UPDATE organisations SET capacities = DEFAULT WHERE id = :id"
        await session.execute(text(default), {"id": organisation_id})
    shown = await world.calls("GET", f"/organisations/{organisation_id}")
    assert shown.json()["capacities"] == []
