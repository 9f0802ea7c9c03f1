"""Whom the marketplace has told, of what, and of nothing more."""

import json
from typing import Any

from services.marketplace.tests.builders import Market, a_lot, euro

from shared.ids import new_id


def told(notices: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [(one["template"], one["organisation_id"], one["role"]) for one in notices]


async def test_each_side_is_told_what_the_other_did_with_an_order(market: Market) -> None:
    client, provider = await market.organisations(2)
    order = await market.order(client, provider)
    at = f"/orders/{order['id']}"
    milestone = f"{at}/milestones/{order['milestones'][0]['id']}"
    await market.done(f"{at}/confirmation", by=provider)
    await market.done(f"{milestone}/delivery", by=provider)
    await market.done(f"{milestone}/acceptance", by=client)
    notices = await market.notices()
    assert told(notices) == [
        ("order_placed", str(provider), "seller"),
        ("lot_awarded", str(provider), "seller"),
        ("order_confirmed", str(client), "buyer"),
        ("milestone_delivered", str(client), "buyer"),
        ("milestone_accepted", str(provider), "seller"),
    ]
    assert notices[2]["link"] == f"/v1/marketplace{at}"
    assert notices[3]["values"]["milestone"] == order["milestones"][0]["title"]


async def test_what_was_refused_tells_nobody(market: Market) -> None:
    client, provider = await market.organisations(2)
    order = await market.order(client, provider)
    before = len(await market.notices())
    early = await market.post(f"/orders/{order['id']}/milestones/{new_id()}/delivery", by=provider)
    assert early.status_code == 404
    await market.done(f"/orders/{order['id']}/refusal", {"reason": "Nav laika"}, by=provider)
    late = await market.post(f"/orders/{order['id']}/cancellation", {"reason": "x"}, by=client)
    assert late.status_code == 409
    assert told(await market.notices())[before:] == [("order_declined", str(client), "buyer")]


async def test_a_review_is_told_to_the_provider(market: Market) -> None:
    client, provider = await market.organisations(2)
    order = await market.completed_order(client, provider)
    await market.done(f"/orders/{order['id']}/review", {"rating": 4, "text": "Labi."}, by=client)
    notice = (await market.notices())[-1]
    assert told([notice]) == [("review_received", str(provider), "seller")]
    assert notice["values"]["rating"] == "4"


async def test_who_is_named_in_a_sealed_bid_is_told_and_the_log_says_nothing_else(
    market: Market,
) -> None:
    client, lead, partner = await market.organisations(3)
    tender = await market.published_tender(client, lots=[a_lot()])
    partners = [{"organisation_id": str(partner), "share_percent": 33}]
    bid_id = await market.bid(tender, lead, price=euro("1000.00"), partners=partners)
    (notice,) = await market.notices()
    assert told([notice]) == [("named_as_partner", str(partner), "seller")]
    assert (notice["values"], notice["link"]) == ({}, "/v1/marketplace/bids")
    for secret in (tender["id"], tender["lots"][0]["id"], bid_id, str(lead), str(client), "1000"):
        assert secret not in json.dumps(notice)
