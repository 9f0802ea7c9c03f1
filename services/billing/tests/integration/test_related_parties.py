"""Orders between related parties: no loyalty, whenever that becomes known."""

import itertools
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from services.billing.tests.builders import Books, completed, order_data
from sqlalchemy import select

from billing.orders.orm import Order
from billing.ratings.orm import Rating
from shared.messaging.events import Undecodable

CONFIRMED = "avt.marketplace.order.confirmed.v1"
COMPLETED = "avt.marketplace.order.completed.v1"
PRICED = "avt.billing.order.priced.v1"


def days_ago(days: int) -> str:
    return (datetime.now(UTC) - timedelta(days=days)).isoformat()


async def discounts(books: Books) -> dict[str, int]:
    async with books.database.transaction() as session:
        rows = await session.scalars(select(Rating))
        return {str(row.order_id): row.discount_cents for row in rows}


async def test_a_related_order_neither_gets_a_discount_nor_helps_another_to_one(books: Books):
    client, provider = await books.organisation(), await books.member()
    ring = await books.confirmed(client, provider, confirmed_at=days_ago(5), related_parties=True)
    first = await books.confirmed(client, provider, confirmed_at=days_ago(4))
    second = await books.confirmed(client, provider, confirmed_at=days_ago(3))
    late = await books.confirmed(client, provider, confirmed_at=days_ago(2), related_parties=True)
    assert await discounts(books) == {
        ring["id"]: 0,
        first["id"]: 0,
        second["id"]: 5_000,
        late["id"]: 0,
    }
    shown = await books.get(f"/orders/{late['id']}/rating")
    (line,) = [one for one in shown["lines"] if one["code"] == "no_discount"]
    assert "related parties" in line["text"]["en"]


async def test_an_order_that_turns_out_related_at_its_completion_rates_the_others_anew(
    books: Books,
):
    client, provider = await books.organisation(), await books.member()
    first = await books.confirmed(client, provider, confirmed_at=days_ago(5))
    second = await books.confirmed(client, provider, confirmed_at=days_ago(4))
    third = await books.confirmed(client, provider, confirmed_at=days_ago(3))
    assert await discounts(books) == {first["id"]: 0, second["id"]: 5_000, third["id"]: 5_000}
    await books.hear(COMPLETED, {**completed(first), "related_parties": True})
    assert await discounts(books) == {first["id"]: 0, second["id"]: 0, third["id"]: 5_000}
    told = [(fact["id"], fact["discount"]["amount"]) for fact in await books.announced(PRICED)]
    assert (second["id"], "0.00") in told


@pytest.mark.parametrize("arrival", list(itertools.permutations(range(3))))
async def test_ratings_with_related_orders_do_not_depend_on_the_order_of_arrival(
    books: Books, arrival: tuple[int, ...]
):
    client, provider = await books.organisation(), await books.member()
    orders = [
        order_data(client, provider, confirmed_at=days_ago(9 - n), related_parties=n == 0)
        for n in range(3)
    ]
    for index in arrival:
        await books.hear(CONFIRMED, orders[index])
        await books.hear(CONFIRMED, orders[index])
    found = await discounts(books)
    assert [found[order["id"]] for order in orders] == [0, 0, 5_000]


async def test_what_became_related_stays_so_and_old_facts_without_the_word_are_not(
    books: Books,
):
    client, provider = await books.organisation(), await books.member()
    plain = await books.confirmed(client, provider)
    ring = await books.confirmed(client, provider, related_parties=True)
    for order in (plain, ring):
        await books.hear(COMPLETED, completed({**order, "related_parties": False}))
    for order, expected in ((plain, False), (ring, True)):
        statement = select(Order.related_parties).where(Order.id == UUID(order["id"]))
        assert await books.scalar(statement) is expected


async def test_what_is_neither_true_nor_false_is_undecodable(books: Books):
    client, provider = await books.organisation(), await books.member()
    for wrong in (None, "perhaps", 7, {}):
        with pytest.raises(Undecodable):
            await books.hear(CONFIRMED, order_data(client, provider, related_parties=wrong))
    assert await discounts(books) == {}
