"""The use cases as a loader calls them: without HTTP, many in one transaction."""

import time
from uuid import UUID

from services.marketplace.tests.builders import Market, representing

from marketplace.equipment import use_cases as equipment
from marketplace.listings import use_cases as listings
from marketplace.orders import use_cases as orders
from marketplace.reviews import use_cases as reviews
from shared.clocks import SystemClock
from shared.ids import new_id


async def test_a_thousand_offers_are_published_in_a_few_seconds(market: Market) -> None:
    providers = await market.organisations(10)
    clock, started = SystemClock(), time.process_time()
    texts = {"title": {"lv": "Montāža"}, "description": {"lv": "Filmu montāža."}}
    first = new_id()
    async with market.database.transaction() as session:
        for number in range(600):
            await listings.load_listing(
                session,
                clock,
                **texts,
                provider_id=providers[number % 10],
                stage="post_production",
                role="editing",
                region="riga",
                price_cents=5000 + number,
                price_unit="hour",
                languages=["lv"],
                listing_id=first if number == 0 else None,
            )
        for number in range(400):
            await equipment.load_equipment(
                session,
                clock,
                **texts,
                provider_id=providers[number % 10],
                category="editing_suite",
                day_rate_cents=10_000 + number,
                quantity=1,
                region="latgale",
            )
    # The processor's time of this process, so that a busy machine does not fail the test.
    assert time.process_time() - started < 10
    announced = await market.announced()
    assert len(announced) == 1000
    assert announced[0] == ("listing.published", announced[0][1])
    assert announced[0][1]["id"] == str(first)
    page = (await market.get("/equipment?limit=200")).json()
    assert len(page["items"]) == 200
    assert page["items"][0]["day_rate"] == {"amount": "103.99", "currency": "EUR"}


async def test_several_verbs_in_one_transaction_see_one_another(market: Market) -> None:
    client, provider = await market.organisations(2)
    order = await market.order(client, provider)
    order_id, clock = UUID(order["id"]), SystemClock()
    async with market.database.transaction() as session:
        await orders.confirm_order(session, clock, order_id=order_id, by=representing(provider))
        for milestone in order["milestones"]:
            which = {"order_id": order_id, "milestone_id": UUID(milestone["id"])}
            await orders.deliver_milestone(session, clock, **which, by=representing(provider))
            await orders.accept_milestone(session, clock, **which, by=representing(client))
        await orders.complete_order(session, clock, order_id=order_id, by=representing(client))
        await reviews.review_order(
            session, clock, order_id=order_id, by=representing(client), rating=5, text="Good."
        )
    shown = (await market.get(f"/orders/{order_id}", client)).json()
    assert (shown["status"], shown["version"]) == ("completed", 7)
