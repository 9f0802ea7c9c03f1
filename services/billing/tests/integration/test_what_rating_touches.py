"""Each fact rates the orders that it touches and no other, and only figures are news."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from services.billing.tests.builders import Books, completed, order_data, organisation_data
from sqlalchemy import select, update

from billing.ratings.orm import Rating

REGISTERED = "avt.registry.organisation.registered.v1"
UPDATED = "avt.registry.organisation.updated.v1"
ADMITTED = "avt.registry.member.admitted.v1"
CONFIRMED = "avt.marketplace.order.confirmed.v1"
COMPLETED = "avt.marketplace.order.completed.v1"
PRICED = "avt.billing.order.priced.v1"
NOW = datetime.now(UTC)
OTHER_WORDS = {"lv": "Citiem vārdiem", "en": "In other words"}


def ago(days: int) -> str:
    return (NOW - timedelta(days=days)).isoformat()


async def ratings(books: Books) -> dict[str, Rating]:
    async with books.database.transaction() as session:
        return {str(row.order_id): row for row in await session.scalars(select(Rating))}


async def reword(books: Books) -> None:
    """Explain every stored rating in other words, so that a rating made again is seen."""
    for row in (await ratings(books)).values():
        lines = [{**line, "text": OTHER_WORDS} for line in row.lines]
        async with books.database.transaction() as session:
            await session.execute(
                update(Rating).where(Rating.order_id == row.order_id).values(lines=lines)
            )


async def rated_since(books: Books) -> set[str]:
    """The orders that were rated since `reword`."""
    return {
        order_id
        for order_id, row in (await ratings(books)).items()
        if any(line["text"] != OTHER_WORDS for line in row.lines)
    }


async def test_an_email_or_an_address_of_a_party_rates_nothing(books: Books):
    client = organisation_data()
    provider = organisation_data(membership="member", member_since=ago(900))
    await books.hear(REGISTERED, client)
    await books.hear(REGISTERED, provider)
    for days in (3, 2):
        await books.confirmed(UUID(client["id"]), UUID(provider["id"]), confirmed_at=ago(days))
    await reword(books)

    for party in (client, provider):
        moved = {**party, "version": 2, "email": "cits@paraugs.example", "country": "EE"}
        await books.hear(UPDATED, moved)

    assert await rated_since(books) == set()
    assert len(await books.announced(PRICED)) == 2


async def test_a_membership_rates_what_it_covers_of_the_provider_and_no_order_of_others(
    books: Books,
):
    client, other = await books.organisation(), await books.member()
    provider = organisation_data()
    await books.hear(REGISTERED, provider)
    before = await books.confirmed(client, UUID(provider["id"]), confirmed_at=ago(9))
    within = await books.confirmed(client, UUID(provider["id"]), confirmed_at=ago(2))
    await books.confirmed(client, other, confirmed_at=ago(1))
    await reword(books)

    await books.hear(
        ADMITTED, {**provider, "version": 2, "membership": "member", "member_since": ago(5)}
    )

    assert await rated_since(books) == {within["id"]}
    fees = {order_id: row.fee_cents for order_id, row in (await ratings(books)).items()}
    assert (fees[before["id"]], fees[within["id"]]) == (6_000, 3_000)


async def test_a_later_order_rates_itself_and_a_completion_nothing(books: Books):
    client, provider = await books.organisation(), await books.member()
    first = await books.confirmed(client, provider, confirmed_at=ago(3))
    await books.confirmed(client, provider, confirmed_at=ago(2))
    await reword(books)

    latest = await books.confirmed(client, provider, confirmed_at=ago(1))
    await books.hear(COMPLETED, completed(first))

    assert await rated_since(books) == {latest["id"]}


async def test_an_earlier_order_moves_the_later_ones_and_announces_those_whose_amounts_differ(
    books: Books,
):
    client, provider = await books.organisation(), await books.member()
    orders = [
        await books.confirmed(client, provider, confirmed_at=ago(days)) for days in (40, 30, 20)
    ]
    heard = len(await books.announced(PRICED))

    earliest = await books.confirmed(client, provider, confirmed_at=ago(50))

    told = (await books.announced(PRICED))[heard:]
    assert {fact["id"] for fact in told} == {earliest["id"], orders[0]["id"]}
    rows = await ratings(books)
    for number, order in enumerate(orders, start=2):
        texts = [line["text"]["en"] for line in rows[order["id"]].lines]
        assert any(f"purchase number {number} " in text for text in texts), texts
    assert [rows[order["id"]].version for order in orders] == [2, 2, 2]


async def test_other_words_for_the_same_figures_are_not_announced(books: Books):
    client, provider = await books.organisation(), await books.member()
    orders = [
        await books.confirmed(client, provider, confirmed_at=ago(days)) for days in (40, 30, 20)
    ]
    await reword(books)
    heard = len(await books.announced(PRICED))

    # A partner's earlier confirmation for the first lot: all are rated, no figure moves.
    partner = await books.confirmed(
        client, provider, confirmed_at=ago(41), lot_id=orders[0]["lot_id"]
    )

    assert {order["id"] for order in orders} < await rated_since(books)
    assert [fact["id"] for fact in (await books.announced(PRICED))[heard:]] == [partner["id"]]


async def test_another_price_rates_that_order_alone(books: Books):
    client, provider = await books.organisation(), await books.member()
    first = await books.confirmed(client, provider, confirmed_at=ago(3))
    second = await books.confirmed(client, provider, confirmed_at=ago(2))
    await reword(books)

    cheaper = {"amount": "500.00", "currency": "EUR"}
    await books.hear(CONFIRMED, {**first, "version": 3, "net": cheaper})

    assert await rated_since(books) == {first["id"]}
    rows = await ratings(books)
    assert (rows[first["id"]].fee_cents, rows[second["id"]].discount_cents) == (1_500, 5_000)


async def test_an_invoice_shows_the_rating_s_own_explanation(books: Books):
    client, provider = await books.organisation(), await books.member()
    await books.mandate(provider)
    first = await books.completed(client, provider)
    second = await books.completed(client, provider)
    await reword(books)

    await books.invoice()

    items = (await books.get("/invoices"))["items"]
    details = [await books.get(f"/invoices/{item['id']}") for item in items]
    lines = [line for detail in details for line in detail["lines"]]
    assert len(lines) == 4
    for line in lines:
        assert "Citiem vārdiem / In other words" in line["explanation"]
        assert line["order_id"] in line["explanation"]
    fees = [line for detail in details if detail["kind"] == "fee" for line in detail["lines"]]
    assert {line["order_id"] for line in fees} == {first["id"], second["id"]}
    assert all("× 3 % = 30.00 EUR" in line["explanation"] for line in fees)
    (discount,) = [
        allowance
        for detail in details
        if detail["kind"] == "client"
        for allowance in detail["allowances"]
    ]
    assert discount["reason"] == OTHER_WORDS


async def test_orders_that_waited_for_both_parties_are_rated_with_the_last_of_them(books: Books):
    client, provider = organisation_data(), organisation_data()
    pair = (UUID(client["id"]), UUID(provider["id"]))
    for days in (3, 2):
        await books.hear(CONFIRMED, order_data(*pair, confirmed_at=ago(days)))
    await books.hear(REGISTERED, provider)
    assert await ratings(books) == {}
    await books.hear(REGISTERED, client)
    assert sorted(row.discount_cents for row in (await ratings(books)).values()) == [0, 5_000]
