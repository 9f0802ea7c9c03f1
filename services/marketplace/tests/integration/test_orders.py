"""Orders and reviews over HTTP."""

from services.marketplace.tests.builders import Market, a_lot, euro

from shared.ids import new_id

REVIEW = {"rating": 4, "text": "On time."}
PRICE_ONLY = {"price": 100, "quality": 0, "delivery": 0}


async def test_only_the_provider_confirms_and_only_once(market: Market) -> None:
    client, provider, stranger = await market.organisations(3)
    order = await market.order(client, provider)
    path = f"/orders/{order['id']}/confirmation"
    assert (await market.post(path, by=stranger)).json()["code"] == "order_not_found"
    by_client = await market.post(path, by=client)
    assert (by_client.status_code, by_client.json()["code"]) == (403, "not_the_provider")
    confirmed = await market.done(path, by=provider)
    assert confirmed["status"] == "confirmed"
    assert all(milestone["due_on"] for milestone in confirmed["milestones"])
    assert (await market.post(path, by=provider)).json()["code"] == "order_state_forbids"
    kind, data = (await market.announced())[-1]
    assert kind == "order.confirmed"
    assert (data["version"], data["net"]) == (2, euro("4000.00"))


async def test_each_side_sees_its_orders_and_a_stranger_none(market: Market) -> None:
    client, provider, stranger = await market.organisations(3)
    order = await market.order(client, provider)
    for reader, query, expected in (
        (client, "", 1),
        (provider, "", 1),
        (client, "?side=client", 1),
        (client, "?side=provider", 0),
        (provider, "?side=provider&status=placed", 1),
        (provider, "?status=confirmed", 0),
        (stranger, "", 0),
    ):
        listed = (await market.get(f"/orders{query}", reader)).json()["items"]
        assert len(listed) == expected, (query, reader)
    assert (await market.get(f"/orders/{order['id']}", client)).json() == order
    assert (await market.get(f"/orders/{order['id']}", stranger)).status_code == 404


async def test_a_partner_of_a_consortium_sees_its_own_order_and_not_the_leads(
    market: Market,
) -> None:
    client, lead, partner = await market.organisations(3)
    tender = await market.published_tender(client, weights=PRICE_ONLY, lots=[a_lot()])
    partners = [{"organisation_id": str(partner), "share_percent": 33}]
    bid_id = await market.bid(tender, lead, price=euro("1000.00"), partners=partners)
    await market.done(f"/bids/{bid_id}/confirmation", by=partner)
    await market.opened(tender, client)
    lot = tender["lots"][0]["id"]
    award = await market.done(f"/lots/{lot}/award", {"bid_id": bid_id}, by=client)
    own, other = sorted(award["orders"], key=lambda order: order["provider_id"] != str(partner))
    assert (own["share_percent"], own["net"]) == (33, euro("330.00"))
    assert [part["net"] for part in own["milestones"]] == [euro("99.00"), euro("231.00")]
    assert (await market.get(f"/orders/{own['id']}", partner)).status_code == 200
    assert (await market.get(f"/orders/{other['id']}", partner)).status_code == 404


async def test_milestones_are_delivered_by_the_provider_and_accepted_by_the_client(
    market: Market,
) -> None:
    client, provider = await market.organisations(2)
    order = await market.order(client, provider)
    first = f"/orders/{order['id']}/milestones/{order['milestones'][0]['id']}"
    unconfirmed = await market.post(f"{first}/delivery", by=provider)
    assert unconfirmed.json()["code"] == "order_state_forbids"
    await market.done(f"/orders/{order['id']}/confirmation", by=provider)
    early = await market.post(f"{first}/acceptance", by=client)
    assert (early.status_code, early.json()["code"]) == (409, "milestone_state_forbids")
    assert (await market.post(f"{first}/delivery", by=client)).json()["code"] == "not_the_provider"
    delivered = await market.done(f"{first}/delivery", by=provider)
    assert delivered["milestones"][0]["status"] == "delivered"
    by_provider = await market.post(f"{first}/acceptance", by=provider)
    assert by_provider.json()["code"] == "not_the_client"
    await market.done(f"{first}/acceptance", by=client)
    open_still = await market.post(f"/orders/{order['id']}/completion", by=client)
    assert (open_still.status_code, open_still.json()["code"]) == (409, "milestones_not_accepted")
    unknown = await market.post(
        f"/orders/{order['id']}/milestones/{new_id()}/delivery", by=provider
    )
    assert (unknown.status_code, unknown.json()["code"]) == (404, "milestone_not_found")


async def test_a_placed_order_can_be_declined_by_its_provider(
    market: Market,
) -> None:
    client, provider = await market.organisations(2)
    why = {"reason": "Fully booked."}
    declined = await market.order(client, provider)
    path = f"/orders/{declined['id']}"
    assert (await market.post(f"{path}/refusal", why, by=client)).status_code == 403
    assert (await market.post(f"{path}/cancellation", why, by=provider)).status_code == 403
    shown = await market.done(f"{path}/refusal", why, by=provider)
    assert (shown["status"], shown["end_reason"]) == ("declined", "Fully booked.")
    assert (await market.post(f"{path}/confirmation", by=provider)).status_code == 409
    kind, data = (await market.announced())[-1]
    assert (kind, data["version"]) == ("order.declined", 2)


async def test_a_confirmed_order_is_neither_declined_nor_cancelled(market: Market) -> None:
    client, provider = await market.organisations(2)
    order = await market.order(client, provider)
    path, why = f"/orders/{order['id']}", {"reason": "Changed our mind."}
    await market.done(f"{path}/confirmation", by=provider)
    assert (await market.post(f"{path}/refusal", why, by=provider)).status_code == 409
    assert (await market.post(f"{path}/cancellation", why, by=client)).status_code == 409


async def test_a_cancelled_order_is_announced(market: Market) -> None:
    client, provider = await market.organisations(2)
    order = await market.order(client, provider)
    path, why = f"/orders/{order['id']}", {"reason": "Postponed."}
    await market.done(f"{path}/cancellation", why, by=client)
    kind, data = (await market.announced())[-1]
    assert (kind, data["status"]) == ("order.cancelled", "cancelled")


async def test_only_the_client_of_a_completed_order_reviews_it_and_only_once(
    market: Market,
) -> None:
    client, provider, stranger = await market.organisations(3)
    order = await market.completed_order(client, provider)
    path = f"/orders/{order['id']}/review"
    assert (await market.post(path, REVIEW, by=stranger)).status_code == 404
    by_provider = await market.post(path, REVIEW, by=provider)
    assert (by_provider.status_code, by_provider.json()["code"]) == (403, "not_the_client")
    review = await market.done(path, REVIEW, by=client)
    again = await market.post(path, {"rating": 1, "text": "No."}, by=client)
    assert (again.status_code, again.json()["code"]) == (409, "already_reviewed")
    assert (await market.get("/reviews")).json()["items"] == [review]
    assert (await market.get(f"/reviews?provider_id={stranger}")).json()["items"] == []
    kind, data = (await market.announced())[-1]
    assert (kind, data) == ("review.given", {**review, "version": 1})


async def test_an_order_that_is_not_completed_cannot_be_reviewed(market: Market) -> None:
    client, provider = await market.organisations(2)
    order = await market.order(client, provider)
    refused = await market.post(f"/orders/{order['id']}/review", REVIEW, by=client)
    assert (refused.status_code, refused.json()["code"]) == (409, "order_state_forbids")
    for bad in ({"rating": 0, "text": "x"}, {"rating": 6, "text": "x"}, {"rating": 5, "text": ""}):
        assert (
            await market.post(f"/orders/{order['id']}/review", bad, by=client)
        ).status_code == 422
    assert (await market.get("/reviews")).json()["items"] == []
