"""The registry's taxonomy: heard twice, late and malformed, and what it refuses over HTTP."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from services.marketplace.tests.builders import Market, a_listing, a_lot, a_tender, an_item, euro

from marketplace.listings import use_cases as listings
from marketplace.process import PROCESS
from marketplace.taxonomy.orm import Taxonomy
from shared.clocks import SystemClock
from shared.ids import new_id
from shared.messaging.consuming import EventProcessor
from shared.messaging.events import Event, Undecodable

TAXONOMY = UUID("7d1f6f3e-5d1c-5b0e-9f0a-3a8d1c0f7a01")
ROLES = {"post_production": ["recording_studio", "editing"], "production": ["av_production"]}


def published(version: int = 1, roles: dict[str, list[str]] = ROLES, **data: Any) -> Event:
    stages = [
        {"code": stage, "position": position, "labels": {}, "roles": [{"code": r} for r in codes]}
        for position, (stage, codes) in enumerate(roles.items(), start=1)
    ]
    return Event(
        id=new_id(),
        source="/registry",
        type="avt.registry.taxonomy.published.v1",
        time=datetime.now(UTC),
        data={"id": str(TAXONOMY), "version": version, "stages": stages, **data},
    )


async def hear(market: Market, event: Event) -> None:
    await EventProcessor(name="marketplace", database=market.database, handlers=PROCESS.heard)(
        event
    )


async def known(market: Market) -> list[tuple[int, dict[str, list[str]]]]:
    rows = await market.rows(sa.select(Taxonomy.version, Taxonomy.roles_by_stage))
    return [tuple(row) for row in rows]


def refusal(answer: Any) -> tuple[int, str, str]:
    problem = answer.json()
    return answer.status_code, problem["code"], problem["errors"][0]["pointer"]


async def test_the_newest_taxonomy_is_kept_however_often_and_late_others_come(
    market: Market,
) -> None:
    newer = published(2, {"production": ["av_production"]})
    for event in (newer, newer, published(1), published(2)):
        await hear(market, event)
    assert await known(market) == [(2, {"production": ["av_production"]})]
    await hear(market, published(3))
    assert await known(market) == [(3, ROLES)]


async def test_a_malformed_taxonomy_is_refused_for_good_and_leaves_the_one_before(
    market: Market,
) -> None:
    await hear(market, published())
    wrong: list[dict[str, Any]] = [
        {"id": "nothing"},
        {"version": 0},
        {"version": 2**70},
        {"stages": None},
        {"stages": []},
        {"stages": [{"code": "production"}]},
        {"stages": [{"code": "a\x00", "roles": []}]},
        {"stages": [{"code": "production", "roles": [{"labels": {}}]}]},
    ]
    for broken in wrong:
        with pytest.raises(Undecodable):
            await hear(market, published(**{"version": 9, **broken}))
    assert await known(market) == [(1, ROLES)]


async def test_until_a_taxonomy_has_arrived_a_role_is_checked_by_its_form_alone(
    market: Market,
) -> None:
    provider = await market.organisation()
    unheard = a_listing(stage="ip_rights", role="editing")
    await market.done("/listings", unheard, by=provider)
    await market.done("/tenders", a_tender(lots=[a_lot(role="astronaut")]), by=provider)
    await hear(market, published())
    assert refusal(await market.post("/listings", unheard, by=provider)) == (
        422,
        "role_outside_stage",
        "/role",
    )


async def test_a_listing_is_made_and_changed_only_to_a_role_of_its_stage(market: Market) -> None:
    await hear(market, published())
    provider = await market.organisation()
    for wrong in (
        {"role": "av_production"},
        {"role": "astronaut"},
        {"stage": "production"},
        {"stage": "distribution", "role": "cinema"},
    ):
        answer = await market.post("/listings", a_listing(**wrong), by=provider)
        assert refusal(answer) == (422, "role_outside_stage", "/role")
    draft = await market.done("/listings", a_listing(), by=provider)
    one = f"/listings/{draft['id']}"
    await market.done(f"{one}/publication", by=provider)
    for change, pointer in (
        ({"role": "av_production"}, "/role"),
        ({"stage": "production"}, "/stage"),
        ({"stage": "production", "role": "editing"}, "/role"),
    ):
        answer = await market.patch(one, change, by=provider, tag='"v2"')
        assert refusal(answer) == (422, "role_outside_stage", pointer)
    moved = {"stage": "production", "role": "av_production"}
    shown = (await market.patch(one, moved, by=provider, tag='"v2"')).json()
    assert (shown["version"], shown["stage"], shown["role"]) == (3, *moved.values())
    assert [kind for kind, _ in await market.announced()] == [
        "listing.published",
        "listing.updated",
    ]


async def test_a_stranger_learns_nothing_of_a_draft_from_a_wrong_role(market: Market) -> None:
    await hear(market, published())
    provider, stranger = await market.organisations(2)
    draft = await market.done("/listings", a_listing(), by=provider)
    wrong = {"role": "astronaut"}
    answer = await market.patch(f"/listings/{draft['id']}", wrong, by=stranger, tag='"v1"')
    assert answer.status_code == 404


async def test_a_listing_from_before_a_newer_taxonomy_can_still_change_its_price(
    market: Market,
) -> None:
    await hear(market, published())
    provider = await market.organisation()
    draft = await market.done("/listings", a_listing(), by=provider)
    await hear(market, published(2, {"production": ["av_production"]}))
    one = f"/listings/{draft['id']}"
    change = {"price": euro("70.00")}
    assert (await market.patch(one, change, by=provider, tag='"v1"')).status_code == 200
    same = {"role": draft["role"]}
    answer = await market.patch(one, same, by=provider, tag='"v2"')
    assert refusal(answer) == (422, "role_outside_stage", "/role")


async def test_each_lot_of_a_tender_has_a_role_of_its_stage(market: Market) -> None:
    await hear(market, published())
    client = await market.organisation()
    wrong = [a_lot(), a_lot(role="editing")]
    answer = await market.post("/tenders", a_tender(lots=wrong), by=client)
    assert refusal(answer) == (422, "role_outside_stage", "/lots/1/role")
    assert (await market.get("/tenders", client)).json()["items"] == []
    draft = await market.done("/tenders", a_tender(), by=client)
    one = f"/tenders/{draft['id']}"
    answer = await market.patch(one, {"lots": wrong[::-1]}, by=client, tag='"v1"')
    assert refusal(answer) == (422, "role_outside_stage", "/lots/0/role")
    assert (await market.get(one, client)).json() == draft
    await market.done(f"{one}/publication", by=client)


async def test_equipment_has_a_category_and_no_place_in_the_value_chain(market: Market) -> None:
    await hear(market, published())
    provider = await market.organisation()
    await market.done("/equipment", an_item(category="anything"), by=provider)


async def test_a_loader_vouches_for_its_roles(market: Market) -> None:
    await hear(market, published())
    provider = await market.organisation()
    async with market.database.transaction() as session:
        row = await listings.load_listing(
            session,
            SystemClock(),
            provider_id=provider,
            title={"lv": "Montāža"},
            description={"lv": "Filmu montāža."},
            stage="distribution",
            role="cinema",
            region="riga",
            price_cents=5000,
            price_unit="hour",
            languages=["lv"],
        )
    assert row.status == "published"


@pytest.mark.parametrize("path", ["/listings", "/equipment"])
async def test_a_region_that_nobody_knows_is_no_filter(market: Market, path: str) -> None:
    answer = await market.get(path, params={"region": "atlantis"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "query/region")
