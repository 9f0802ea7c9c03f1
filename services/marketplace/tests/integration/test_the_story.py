"""The marketplace's part of the platform's story, over HTTP."""

from fractions import Fraction

from services.marketplace.tests.builders import Market, a_bid, euro


async def test_from_a_tender_with_two_lots_to_a_review(market: Market) -> None:
    client, one, two, lead, partner = await market.organisations(5)
    tender = await market.published_tender(client)
    shooting, editing = (lot["id"] for lot in tender["lots"])

    first = await market.bid(tender, one, price=euro("4500.00"), delivery_days=30)
    second = await market.bid(tender, two, lot=1, price=euro("900.01"))
    body = a_bid(
        shooting,
        price=euro("4000.01"),
        partners=[{"organisation_id": str(partner), "share_percent": 40}],
    )
    joint = (await market.done(f"/tenders/{tender['id']}/bids", body, by=lead))["id"]
    await market.done(f"/bids/{joint}/confirmation", by=partner)

    opening = await market.opened(tender, client)
    assert {lot["lot_id"]: set(lot["opened"]) for lot in opening["lots"]} == {
        shooting: {first, joint},
        editing: {second},
    }
    for bid_id, score in ((first, 90), (joint, 70), (second, 80)):
        await market.done(
            f"/bids/{bid_id}/quality-score", {"score": score, "reason": "References."}, by=client
        )

    ranking = (await market.get(f"/lots/{shooting}/ranking", client)).json()
    assert ranking["complete"]
    assert [place["bid_id"] for place in ranking["ranked"]] == [joint, first]
    best, other = ranking["ranked"]
    assert [line["points"]["exact"] for line in best["lines"]] == ["60", "15", "35/2"]
    assert best["total"] == {"exact": "185/2", "rounded": "92.5000"}
    assert Fraction(other["lines"][0]["points"]["exact"]) == Fraction(400001, 450000) * 60
    assert other["lines"][0]["formula"] == "4000.01 / 4500.00 × 60 = 53.3335"

    award = await market.done(f"/lots/{shooting}/award", {"bid_id": joint}, by=client)
    nets = {order["provider_id"]: order["net"]["amount"] for order in award["orders"]}
    assert nets == {str(lead): "2400.01", str(partner): "1600.00"}
    for order in award["orders"]:
        parts = [round(float(m["net"]["amount"]) * 100) for m in order["milestones"]]
        assert sum(parts) == round(float(order["net"]["amount"]) * 100)
    await market.done(f"/lots/{editing}/award", {"bid_id": second}, by=client)
    assert (await market.get(f"/tenders/{tender['id']}")).json()["status"] == "awarded"

    order = award["orders"][0]
    path = f"/orders/{order['id']}"
    assert (await market.done(f"{path}/confirmation", by=lead))["status"] == "confirmed"
    for milestone in order["milestones"]:
        await market.done(f"{path}/milestones/{milestone['id']}/delivery", by=lead)
        await market.done(f"{path}/milestones/{milestone['id']}/acceptance", by=client)
    assert (await market.done(f"{path}/completion", by=client))["status"] == "completed"
    review = await market.done(f"{path}/review", {"rating": 5, "text": "Excellent."}, by=client)
    shown = (await market.get(f"/reviews?provider_id={lead}")).json()["items"]
    assert shown == [review]

    assert [kind for kind, _ in await market.announced()] == [
        "tender.published",
        "tender.opened",
        "order.placed",
        "order.placed",
        "order.placed",
        "tender.awarded",
        "order.confirmed",
        "order.completed",
        "review.given",
    ]
