"""Ties made after the award: the provider's act costs the client nothing, its own does."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from services.marketplace.tests.builders import Market, a_bid

from marketplace.reviews.orm import Review
from shared.clocks import read_business_clock

BAD = {"rating": 1, "text": "Late, and not what we ordered."}


async def now(market: Market) -> datetime:
    async with market.database.transaction() as session:
        return (await read_business_clock(session)).now()


async def completed(
    market: Market, order: dict[str, Any], client: UUID, provider: UUID
) -> dict[str, Any]:
    path = f"/orders/{order['id']}"
    await market.done(f"{path}/confirmation", by=provider)
    for one in order["milestones"]:
        await market.done(f"{path}/milestones/{one['id']}/delivery", by=provider)
        await market.done(f"{path}/milestones/{one['id']}/acceptance", by=client)
    return await market.done(f"{path}/completion", by=client)


async def marks(market: Market) -> list[bool]:
    return [data["related_parties"] for _, data in await market.announced() if "lot_id" in data]


@pytest.mark.parametrize("dismissed", [True, False])
async def test_a_provider_that_hires_a_person_of_its_client_escapes_no_bad_review(
    market: Market, dismissed: bool
) -> None:
    """An invitation to the client's former representative withdrew its discount and its word."""
    client, provider = await market.organisations(2)
    person = await market.tie(client, until=await now(market) if dismissed else None)
    order = await market.order(client, provider)
    await market.tie(provider, since=await now(market), person=person)
    done = await completed(market, order, client, provider)
    assert done["related_parties"] is False
    assert await marks(market) == [False, False, False]
    review = await market.done(f"/orders/{order['id']}/review", BAD, by=client)
    assert review["rating"] == 1
    # What is new between the two is judged as ever: no next purchase.
    deadline = await now(market) + timedelta(days=30)
    tender = await market.published_tender(client, deadline=deadline.isoformat())
    body = a_bid(tender["lots"][0]["id"])
    refused = await market.post(f"/tenders/{tender['id']}/bids", body, by=provider)
    assert (refused.status_code, refused.json()["code"]) == (409, "related_parties")


async def test_a_provider_that_hires_after_the_completion_is_reviewed(market: Market) -> None:
    client, provider = await market.organisations(2)
    person = await market.tie(client)
    order = await market.completed_order(client, provider)
    await market.tie(provider, since=await now(market), person=person)
    await market.done(f"/orders/{order['id']}/review", BAD, by=client)


async def test_a_client_that_hires_its_providers_person_marks_the_order_and_gives_no_review(
    market: Market,
) -> None:
    client, provider = await market.organisations(2)
    person = await market.tie(provider)
    order = await market.order(client, provider)
    await market.tie(client, since=await now(market), person=person)
    done = await completed(market, order, client, provider)
    assert done["related_parties"] is True
    assert await marks(market) == [False, True, True]
    refused = await market.post(f"/orders/{order['id']}/review", BAD, by=client)
    assert (refused.status_code, refused.json()["code"]) == (409, "related_parties")
    assert await market.rows(sa.select(Review.id)) == []
