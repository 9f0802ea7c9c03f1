"""What an organisation's standing forbids in the marketplace: one test per operation."""

from typing import Any
from uuid import UUID

import pytest
from services.marketplace.tests.builders import Market, a_bid, a_listing, a_lot, a_tender, an_item

from marketplace.organisations.rules import Power

STANDINGS: dict[str, tuple[Power, ...]] = {
    "none": ("publish", "bid"),
    "candidate": ("publish", "bid"),
    "member": ("publish", "bid"),
    "suspended": (),
    "leaving": (),
    "former": ("publish", "bid"),
    "excluded": (),
}
OFFERS = [
    pytest.param("/listings", a_listing, id="listings"),
    pytest.param("/equipment", an_item, id="equipment"),
]
every_standing = pytest.mark.parametrize(("standing", "may"), STANDINGS.items(), ids=STANDINGS)
PRICE_ONLY = {"price": 100, "quality": 0, "delivery": 0}


def check(answer: Any, standing: str, *, allowed: bool) -> None:
    if allowed:
        assert answer.is_success, answer.text
        return
    assert (answer.status_code, answer.json()["code"]) == (409, "standing_forbids"), answer.text
    assert standing in answer.json()["detail"]


@every_standing
@pytest.mark.parametrize(("path", "body"), OFFERS)
async def test_who_may_not_publish_by_its_standing_publishes_no_offer(
    market: Market, path: str, body: Any, standing: str, may: tuple[Power, ...]
) -> None:
    provider = await market.organisation()
    draft = await market.done(path, body(), by=provider)
    await market.stands(provider, standing, *may)
    answer = await market.post(f"{path}/{draft['id']}/publication", by=provider)
    check(answer, standing, allowed="publish" in may)


@every_standing
async def test_who_may_not_publish_by_its_standing_asks_for_no_bids(
    market: Market, standing: str, may: tuple[Power, ...]
) -> None:
    client = await market.organisation()
    draft = await market.done("/tenders", a_tender(), by=client)
    await market.stands(client, standing, *may)
    answer = await market.post(f"/tenders/{draft['id']}/publication", by=client)
    check(answer, standing, allowed="publish" in may)


@every_standing
@pytest.mark.parametrize("side", ["lead", "partner", "client"])
async def test_no_bid_is_placed_by_or_with_or_for_whom_its_standing_bars(
    market: Market, side: str, standing: str, may: tuple[Power, ...]
) -> None:
    client, lead, partner = await market.organisations(3)
    tender = await market.published_tender(client)
    await market.stands({"lead": lead, "partner": partner, "client": client}[side], standing, *may)
    partners = [{"organisation_id": str(partner), "share_percent": 40}]
    body = a_bid(tender["lots"][0]["id"], partners=partners)
    answer = await market.post(f"/tenders/{tender['id']}/bids", body, by=lead)
    check(answer, standing, allowed=bool(may))


@every_standing
async def test_a_partner_whom_its_standing_bars_does_not_confirm_its_share(
    market: Market, standing: str, may: tuple[Power, ...]
) -> None:
    client, lead, partner = await market.organisations(3)
    tender = await market.published_tender(client)
    partners = [{"organisation_id": str(partner), "share_percent": 40}]
    bid_id = await market.bid(tender, lead, partners=partners)
    await market.stands(partner, standing, *may)
    answer = await market.post(f"/bids/{bid_id}/confirmation", by=partner)
    check(answer, standing, allowed="bid" in may)


@every_standing
@pytest.mark.parametrize("side", ["bidder", "client"])
async def test_no_lot_is_awarded_by_or_to_whom_its_standing_bars(
    market: Market, side: str, standing: str, may: tuple[Power, ...]
) -> None:
    client, bidder = await market.organisations(2)
    tender = await market.published_tender(client, lots=[a_lot()], weights=PRICE_ONLY)
    bid_id = await market.bid(tender, bidder)
    await market.opened(tender, client)
    await market.stands(client if side == "client" else bidder, standing, *may)
    award = f"/lots/{tender['lots'][0]['id']}/award"
    check(await market.post(award, {"bid_id": bid_id}, by=client), standing, allowed=bool(may))
    # What a suspension held up goes on once that is lifted.
    await market.stands(client if side == "client" else bidder, "member", "publish", "bid")
    again = await market.post(award, {"bid_id": bid_id}, by=client)
    assert again.is_success == (not may), again.text


@every_standing
async def test_a_provider_whom_its_standing_bars_takes_no_order_but_may_decline_it(
    market: Market, standing: str, may: tuple[Power, ...]
) -> None:
    client, provider = await market.organisations(2)
    order = await market.order(client, provider)
    await market.stands(provider, standing, *may)
    answer = await market.post(f"/orders/{order['id']}/confirmation", by=provider)
    check(answer, standing, allowed="bid" in may)
    if not may:
        reason = {"reason": "Mēs to tagad nedrīkstam."}
        await market.done(f"/orders/{order['id']}/refusal", reason, by=provider)


@every_standing
@pytest.mark.parametrize(("path", "body"), OFFERS)
async def test_what_a_barred_provider_has_published_is_seen_by_it_alone_until_it_may_again(
    market: Market, path: str, body: Any, standing: str, may: tuple[Power, ...]
) -> None:
    provider, stranger = await market.organisations(2)
    draft = await market.done(path, body(), by=provider)
    shown = await market.done(f"{path}/{draft['id']}/publication", by=provider)

    async def seen(by: UUID | None) -> tuple[int, list[Any]]:
        one, listed = await market.get(f"{path}/{draft['id']}", by), await market.get(path, by)
        return one.status_code, listed.json()["items"]

    await market.stands(provider, standing, *may)
    for reader in (None, stranger):
        assert await seen(reader) == ((200, [shown]) if may else (404, []))
    assert await seen(provider) == (200, [shown])
    await market.stands(provider, "member", "publish", "bid")
    assert await seen(stranger) == (200, [shown])
