"""Listings and equipment over HTTP: who sees them, who changes them, what is announced."""

import pytest
from services.marketplace.tests.builders import Market, a_listing, an_item, euro

from shared.ids import new_id

OFFERS = [
    pytest.param("/listings", a_listing, "listing", "price", id="listings"),
    pytest.param("/equipment", an_item, "equipment", "day_rate", id="equipment"),
]


@pytest.mark.parametrize(("path", "body", "noun", "money"), OFFERS)
async def test_a_draft_is_seen_by_its_provider_alone(
    market: Market, path: str, body: object, noun: str, money: str
) -> None:
    provider, stranger = await market.organisations(2)
    draft = await market.done(path, body(), by=provider)  # type: ignore[operator]
    one = f"{path}/{draft['id']}"
    assert (await market.get(one, provider)).json() == draft
    for nobody in (None, stranger):
        assert (await market.get(one, nobody)).status_code == 404
        assert (await market.get(path, nobody)).json()["items"] == []
    assert (await market.post(f"{one}/publication", by=stranger)).status_code == 404
    assert await market.announced() == []


@pytest.mark.parametrize(("path", "body", "noun", "money"), OFFERS)
async def test_the_life_of_an_offer_is_announced_with_its_whole_state(
    market: Market, path: str, body: object, noun: str, money: str
) -> None:
    provider = await market.organisation()
    draft = await market.done(path, body(), by=provider)  # type: ignore[operator]
    one = f"{path}/{draft['id']}"
    published = await market.done(f"{one}/publication", by=provider)
    assert (await market.get(one)).json() == published
    assert (await market.get(path)).json()["items"] == [published]
    changed = await market.patch(one, {money: euro("70.00")}, by=provider, tag='"v2"')
    assert changed.json()[money] == euro("70.00")
    assert changed.headers["etag"] == '"v3"'
    withdrawn = await market.done(f"{one}/withdrawal", by=provider)
    assert (await market.get(one)).status_code == 404
    assert (await market.get(one, provider)).json() == withdrawn

    announced = await market.announced()
    assert [kind for kind, _ in announced] == [
        f"{noun}.published",
        f"{noun}.updated",
        f"{noun}.withdrawn",
    ]
    for (_, data), shown in zip(announced, (published, changed.json(), withdrawn), strict=True):
        assert data == {name: value for name, value in shown.items() if name != "created_at"}


@pytest.mark.parametrize(("path", "body", "noun", "money"), OFFERS)
async def test_a_stranger_cannot_change_what_is_published(
    market: Market, path: str, body: object, noun: str, money: str
) -> None:
    provider, stranger = await market.organisations(2)
    draft = await market.done(path, body(), by=provider)  # type: ignore[operator]
    one = f"{path}/{draft['id']}"
    await market.done(f"{one}/publication", by=provider)
    refused = await market.patch(one, {"region": "latgale"}, by=stranger, tag='"v2"')
    assert (refused.status_code, refused.json()["code"]) == (403, "not_the_provider")
    assert (await market.post(f"{one}/withdrawal", by=stranger)).status_code == 403
    assert (await market.get(one)).json()["region"] == draft["region"]


@pytest.mark.parametrize(("path", "body", "noun", "money"), OFFERS)
async def test_a_change_is_decided_on_the_current_version(
    market: Market, path: str, body: object, noun: str, money: str
) -> None:
    provider = await market.organisation()
    draft = await market.done(path, body(), by=provider)  # type: ignore[operator]
    one = f"{path}/{draft['id']}"
    change = {"region": "latgale"}
    assert (await market.patch(one, change, by=provider)).status_code == 428
    stale = await market.patch(one, change, by=provider, tag='"v9"')
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    assert (await market.patch(one, change, by=provider, tag='"v1"')).status_code == 200
    assert (await market.patch(one, change, by=provider, tag='"v1"')).status_code == 412
    assert (await market.patch(one, {}, by=provider, tag='"v2"')).status_code == 422
    null = await market.patch(one, {"title": None}, by=provider, tag='"v2"')
    assert (null.status_code, null.json()["errors"][0]["pointer"]) == (422, "/title")


@pytest.mark.parametrize(("path", "body", "noun", "money"), OFFERS)
async def test_an_unchanged_offer_is_not_sent_twice(
    market: Market, path: str, body: object, noun: str, money: str
) -> None:
    provider = await market.organisation()
    draft = await market.done(path, body(), by=provider)  # type: ignore[operator]
    await market.done(f"{path}/{draft['id']}/publication", by=provider)
    first = await market.get(f"{path}/{draft['id']}")
    again = await market.get(
        f"{path}/{draft['id']}", headers={"If-None-Match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


async def test_a_caller_whose_organisation_has_not_arrived_is_told_to_try_again(
    market: Market,
) -> None:
    for path, body in (("/listings", a_listing()), ("/equipment", an_item())):
        answer = await market.post(path, body, by=new_id())
        assert (answer.status_code, answer.json()["code"]) == (409, "organisation_not_yet_known")
        assert "try again" in answer.json()["detail"]


async def test_listings_are_filtered_and_paged_newest_first(market: Market) -> None:
    one, other = await market.organisations(2)
    ids = []
    for number in range(5):
        body = a_listing(region="riga" if number % 2 else "zemgale")
        draft = await market.done("/listings", body, by=one if number < 4 else other)
        await market.done(f"/listings/{draft['id']}/publication", by=one if number < 4 else other)
        ids.append(draft["id"])
    found = (await market.get("/listings", params={"region": "zemgale"})).json()["items"]
    assert [item["id"] for item in found] == [ids[4], ids[2], ids[0]]
    of_one = (await market.get(f"/listings?provider_id={other}")).json()["items"]
    assert [item["id"] for item in of_one] == [ids[4]]

    seen, page = [], await market.get("/listings?limit=2")
    while True:
        seen += [item["id"] for item in page.json()["items"]]
        if page.json()["next"] is None:
            break
        assert 'rel="next"' in page.headers["link"]
        page = await market.get("/listings", params={"limit": 2, "cursor": page.json()["next"]})
    assert seen == ids[::-1]


async def test_a_cursor_of_another_filter_is_refused(market: Market) -> None:
    provider = await market.organisation()
    for _ in range(2):
        draft = await market.done("/listings", a_listing(), by=provider)
        await market.done(f"/listings/{draft['id']}/publication", by=provider)
    cursor = (await market.get("/listings?limit=1")).json()["next"]
    refused = await market.get("/listings", params={"limit": 1, "region": "riga", "cursor": cursor})
    assert (refused.status_code, refused.json()["code"]) == (400, "cursor_invalid")
