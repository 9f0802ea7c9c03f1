"""Tenders over HTTP, up to the deadline."""

from datetime import UTC, datetime, timedelta

from services.marketplace.tests.builders import Market, a_lot, a_tender, euro

from shared.ids import new_id


async def test_a_draft_is_seen_and_changed_by_its_client_alone(market: Market) -> None:
    client, stranger = await market.organisations(2)
    created = await market.post("/tenders", a_tender(), by=client)
    draft, tag = created.json(), created.headers["etag"]
    one = f"/tenders/{draft['id']}"
    assert created.headers["location"] == f"/v1/marketplace{one}"
    for reader in (None, stranger):
        assert (await market.get(one, reader)).status_code == 404
        assert (await market.get("/tenders", reader)).json()["items"] == []
    assert (await market.get("/tenders", client)).json()["items"] == [draft]
    refused = await market.patch(one, {"title": {"en": "Mine"}}, by=stranger, tag=tag)
    assert refused.status_code == 404
    changes = {
        "title": {"en": "Another film"},
        "weights": {"price": 100, "quality": 0, "delivery": 0},
        "lots": [a_lot(budget=None)],
        "deadline": "2026-12-24T12:00:00+02:00",
    }
    changed = (await market.patch(one, changes, by=client, tag=tag)).json()
    assert changed["version"] == 2
    assert changed["deadline"] == "2026-12-24T10:00:00Z"
    assert len(changed["lots"]) == 1
    assert (await market.get(one, client)).json() == changed
    assert await market.announced() == []


async def test_the_public_part_of_a_published_tender_holds_no_budget(market: Market) -> None:
    client, stranger = await market.organisations(2)
    tender = await market.published_tender(client)
    one = f"/tenders/{tender['id']}"
    assert [lot["budget"] for lot in tender["lots"]] == [euro("7777.77")] * 2
    for reader in (None, stranger):
        shown = (await market.get(one, reader)).json()
        assert [lot["budget"] for lot in shown["lots"]] == [None, None]
        listed = (await market.get("/tenders", reader)).json()["items"]
        assert listed == [shown]
    ((kind, data),) = await market.announced()
    assert kind == "tender.published"
    assert "7777" not in str(data)
    assert data["lots"] == [
        {name: value for name, value in lot.items() if name != "budget"} for lot in tender["lots"]
    ]


async def test_a_published_tender_cannot_be_changed_or_published_again(market: Market) -> None:
    client = await market.organisation()
    tender = await market.published_tender(client)
    one = f"/tenders/{tender['id']}"
    refused = await market.patch(one, {"title": {"en": "New"}}, by=client, tag='"v2"')
    assert (refused.status_code, refused.json()["code"]) == (409, "tender_state_forbids")
    assert (await market.post(f"{one}/publication", by=client)).status_code == 409


async def test_a_tender_closes_by_the_business_clock_alone(market: Market) -> None:
    client = await market.organisation()
    tender = await market.published_tender(client)
    one = f"/tenders/{tender['id']}"
    assert (await market.get("/tenders?status=published")).json()["items"] != []
    await market.move_clock(days=8)
    closed = await market.get(one)
    assert closed.json()["status"] == "closed"
    assert "etag" not in closed.headers
    assert (await market.get("/tenders?status=published")).json()["items"] == []
    assert (await market.get("/tenders?status=closed")).json()["items"] == [closed.json()]


async def test_a_draft_whose_deadline_has_passed_cannot_be_published(market: Market) -> None:
    client = await market.organisation()
    draft = await market.done("/tenders", a_tender(), by=client)
    await market.move_clock(days=8)
    refused = await market.post(f"/tenders/{draft['id']}/publication", by=client)
    assert (refused.status_code, refused.json()["code"]) == (422, "deadline_out_of_range")


async def test_a_deadline_is_judged_by_the_moved_clock(market: Market) -> None:
    client = await market.organisation()
    await market.move_clock(days=8)
    refused = await market.post("/tenders", a_tender(), by=client)
    assert refused.json()["errors"][0]["pointer"] == "/deadline"
    later = (datetime.now(UTC) + timedelta(days=9)).isoformat()
    await market.done("/tenders", a_tender(deadline=later), by=client)


async def test_a_tender_is_cancelled_with_a_reason_that_everybody_sees(market: Market) -> None:
    client, stranger = await market.organisations(2)
    tender = await market.published_tender(client)
    one = f"/tenders/{tender['id']}"
    why = {"reason": "The film is postponed."}
    assert (await market.post(f"{one}/cancellation", why, by=stranger)).status_code == 403
    assert (await market.post(f"{one}/cancellation", {}, by=client)).status_code == 422
    await market.done(f"{one}/cancellation", why, by=client)
    shown = (await market.get(one)).json()
    assert (shown["status"], shown["cancellation_reason"]) == ("cancelled", why["reason"])
    assert {lot["status"] for lot in shown["lots"]} == {"cancelled"}
    assert [kind for kind, _ in await market.announced()] == [
        "tender.published",
        "tender.cancelled",
    ]
    assert (await market.post(f"{one}/cancellation", why, by=client)).status_code == 409


async def test_a_cancelled_draft_is_announced_to_nobody_and_seen_by_nobody(market: Market) -> None:
    client = await market.organisation()
    draft = await market.done("/tenders", a_tender(), by=client)
    path = f"/tenders/{draft['id']}"
    await market.done(f"{path}/cancellation", {"reason": "A mistake."}, by=client)
    assert (await market.get(path)).status_code == 404
    assert await market.announced() == []


async def test_tenders_are_filtered_by_the_stage_and_role_of_their_lots(market: Market) -> None:
    client = await market.organisation()
    tender = await market.published_tender(client)
    other = await market.published_tender(client, lots=[a_lot(stage="ip_rights", role="lawyer")])
    for query, expected in (
        ("stage=ip_rights", [other]),
        ("role=editing", [tender]),
        (f"client_id={client}", [other, tender]),
        (f"client_id={new_id()}", []),
    ):
        found = (await market.get(f"/tenders?{query}", client)).json()["items"]
        assert [item["id"] for item in found] == [item["id"] for item in expected], query


async def test_weights_that_are_not_whole_numbers_summing_to_100_are_refused(
    market: Market,
) -> None:
    client = await market.organisation()
    wrong: list[tuple[dict[str, object], str]] = [
        ({"price": 60, "quality": 25, "delivery": 14}, "/weights"),
        ({"price": 101, "quality": 0, "delivery": -1}, "/weights/price"),
        ({"price": 33.5, "quality": 33.5, "delivery": 33}, "/weights/price"),
        ({"price": "60", "quality": 25, "delivery": 15}, "/weights/price"),
        ({"price": True, "quality": 99, "delivery": 0}, "/weights/price"),
        ({"price": 100, "quality": 0}, "/weights/delivery"),
    ]
    for weights, pointer in wrong:
        refused = await market.post("/tenders", a_tender(weights=weights), by=client)
        assert refused.status_code == 422
        assert pointer in [error["pointer"] for error in refused.json()["errors"]], weights
    assert (await market.get("/tenders", client)).json()["items"] == []


async def test_a_page_of_the_largest_tenders_ends_early_and_its_next_shows_the_rest(
    market: Market,
) -> None:
    (client,) = await market.organisations(1)
    lots = [a_lot(description={"en": "x" * 5000, "lv": "y" * 5000}) for _ in range(50)]
    large = [(await market.published_tender(client, lots=lots))["id"] for _ in range(3)]
    small = (await market.published_tender(client))["id"]
    pages, path = [], "/tenders?limit=100"
    while path:
        page = (await market.get(path)).json()
        pages.append([item["id"] for item in page["items"]])
        assert all(len(item["lots"]) in {2, 50} for item in page["items"])
        path = f"/tenders?limit=100&cursor={page['next']}" if page["next"] else ""
    assert pages == [[small, large[2]], [large[1]], [large[0]]]
