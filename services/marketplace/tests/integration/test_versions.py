"""Every verb that announces raises the version: by name, and refused where it would forget."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from services.marketplace.tests.builders import Market, a_listing, a_lot, a_tender, an_item, euro
from tests.support.forgetting import forgetting

from marketplace.equipment.orm import EquipmentItem
from marketplace.listings.orm import Listing
from marketplace.orders.orm import Order
from marketplace.tenders.orm import Tender
from shared.messaging.outbox import VersionNotRaised

Step = Callable[[], Awaitable[Any]]
PRICE_ONLY = {"price": 100, "quality": 0, "delivery": 0}


async def _offer(market: Market, path: str, body: dict[str, Any]) -> tuple[str, UUID]:
    (provider,) = await market.organisations(1)
    draft = await market.done(path, body, by=provider)
    return f"{path}/{draft['id']}", provider


async def _published(market: Market, path: str, body: dict[str, Any]) -> tuple[str, UUID]:
    one, provider = await _offer(market, path, body)
    await market.done(f"{one}/publication", by=provider)
    return one, provider


async def listing_published(market: Market) -> Step:
    one, provider = await _offer(market, "/listings", a_listing())
    return lambda: market.post(f"{one}/publication", by=provider)


async def listing_updated(market: Market) -> Step:
    one, provider = await _published(market, "/listings", a_listing())
    change = {"price": euro("70.00")}
    return lambda: market.patch(one, change, by=provider, tag='"v2"')


async def listing_withdrawn(market: Market) -> Step:
    one, provider = await _published(market, "/listings", a_listing())
    return lambda: market.post(f"{one}/withdrawal", by=provider)


async def equipment_published(market: Market) -> Step:
    one, provider = await _offer(market, "/equipment", an_item())
    return lambda: market.post(f"{one}/publication", by=provider)


async def equipment_updated(market: Market) -> Step:
    one, provider = await _published(market, "/equipment", an_item())
    return lambda: market.patch(one, {"quantity": 3}, by=provider, tag='"v2"')


async def equipment_withdrawn(market: Market) -> Step:
    one, provider = await _published(market, "/equipment", an_item())
    return lambda: market.post(f"{one}/withdrawal", by=provider)


async def tender_published(market: Market) -> Step:
    (client,) = await market.organisations(1)
    draft = await market.done("/tenders", a_tender(), by=client)
    return lambda: market.post(f"/tenders/{draft['id']}/publication", by=client)


async def tender_cancelled(market: Market) -> Step:
    (client,) = await market.organisations(1)
    tender = await market.published_tender(client)
    why = {"reason": "The film is put off."}
    return lambda: market.post(f"/tenders/{tender['id']}/cancellation", why, by=client)


async def tender_opened(market: Market) -> Step:
    (client,) = await market.organisations(1)
    tender = await market.published_tender(client)
    await market.move_clock(days=8)
    return lambda: market.post(f"/tenders/{tender['id']}/opening", by=client)


async def tender_awarded(market: Market) -> Step:
    client, provider = await market.organisations(2)
    tender = await market.published_tender(client, lots=[a_lot()], weights=PRICE_ONLY)
    body = {"bid_id": await market.bid(tender, provider)}
    await market.opened(tender, client)
    return lambda: market.post(f"/lots/{tender['lots'][0]['id']}/award", body, by=client)


async def order_confirmed(market: Market) -> Step:
    client, provider = await market.organisations(2)
    order = await market.order(client, provider)
    return lambda: market.post(f"/orders/{order['id']}/confirmation", by=provider)


async def order_declined(market: Market) -> Step:
    client, provider = await market.organisations(2)
    order = await market.order(client, provider)
    why = {"reason": "No crew is free."}
    return lambda: market.post(f"/orders/{order['id']}/refusal", why, by=provider)


async def order_cancelled(market: Market) -> Step:
    client, provider = await market.organisations(2)
    order = await market.order(client, provider)
    why = {"reason": "The film is put off."}
    return lambda: market.post(f"/orders/{order['id']}/cancellation", why, by=client)


async def order_completed(market: Market) -> Step:
    client, provider = await market.organisations(2)
    order = await market.order(client, provider)
    path = f"/orders/{order['id']}"
    await market.done(f"{path}/confirmation", by=provider)
    for milestone in order["milestones"]:
        await market.done(f"{path}/milestones/{milestone['id']}/delivery", by=provider)
        await market.done(f"{path}/milestones/{milestone['id']}/acceptance", by=client)
    return lambda: market.post(f"{path}/completion", by=client)


FIRST = [listing_published, equipment_published, tender_published]
LATER = [
    listing_updated,
    listing_withdrawn,
    equipment_updated,
    equipment_withdrawn,
    tender_cancelled,
    tender_opened,
    tender_awarded,
    order_confirmed,
    order_declined,
    order_cancelled,
]
# A milestone's steps before it raise the order's version as well, and announce nothing.
LAST = [order_completed]


@pytest.mark.parametrize("verb", [*FIRST, *LATER, *LAST], ids=lambda verb: verb.__name__)
async def test_the_verb_announces_a_version_that_it_has_raised(market: Market, verb: Any) -> None:
    step = await verb(market)
    before = await _versions(market)
    answer = await step()
    assert answer.is_success, answer.text
    kind, fact = (await market.announced())[-1]
    assert kind == verb.__name__.replace("_", ".")
    # A draft is of version 1, and announced to nobody.
    assert fact["version"] > before.get(fact["id"], 1)


@pytest.mark.parametrize("verb", LATER, ids=lambda verb: verb.__name__)
async def test_a_verb_that_forgot_to_raise_the_version_changes_nothing(
    market: Market, verb: Any
) -> None:
    step = await verb(market)
    before = await market.announced()
    with forgetting(Listing, EquipmentItem, Tender, Order), pytest.raises(VersionNotRaised):
        await step()
    assert await market.announced() == before
    assert (await step()).is_success


async def _versions(market: Market) -> dict[str, int]:
    return {data["id"]: data["version"] for _, data in await market.announced()}
