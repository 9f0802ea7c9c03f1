"""Rating and invoicing at once: only the same client's wait, and what is invoiced is frozen."""

import asyncio
import itertools
from datetime import UTC, datetime, timedelta
from uuid import UUID

from services.billing.tests.builders import Books, event, order_data, organisation_data
from sqlalchemy import select, text

from billing.locks import lock_clients, share_clients
from billing.ratings.consumers import on_organisation
from billing.ratings.orm import Rating

REGISTERED = "avt.registry.organisation.registered.v1"
ADMITTED = "avt.registry.member.admitted.v1"
CONFIRMED = "avt.marketplace.order.confirmed.v1"
WAITING = text("select count(*) from pg_locks where locktype = 'advisory' and not granted")


async def somebody_waits(books: Books) -> None:
    async with asyncio.timeout(20):
        while not await books.scalar(WAITING):
            await asyncio.sleep(0.02)


async def test_whoever_rates_or_invoices_one_client_keeps_no_other_client_waiting(books: Books):
    one, other, provider = (
        await books.organisation(),
        await books.organisation(),
        await books.member(),
    )
    await books.mandate(provider)
    for hold in (lock_clients, share_clients):
        async with books.database.transaction() as session:
            await hold(session, [one])
            async with asyncio.timeout(20):
                await books.completed(other, provider)
                assert (await books.invoice()).state == "done"


async def test_an_order_of_a_client_that_is_being_invoiced_is_rated_afterwards(books: Books):
    client, provider = await books.organisation(), await books.member()
    async with books.database.transaction() as session:
        await share_clients(session, [client])
        rated = asyncio.create_task(books.confirmed(client, provider))
        await somebody_waits(books)
        assert await books.scalar(select(Rating.order_id)) is None
    order = await rated
    assert await books.scalar(select(Rating.order_id)) == UUID(order["id"])


async def test_an_order_that_meets_its_providers_admission_gets_the_members_fee(books: Books):
    client, data = await books.organisation(), organisation_data()
    await books.hear(REGISTERED, data)
    since = (datetime.now(UTC) - timedelta(days=5)).isoformat()
    admitted = {**data, "version": 2, "membership": "member", "member_since": since}
    async with books.database.transaction() as session:
        await on_organisation(session, event(ADMITTED, admitted))
        rated = asyncio.create_task(books.confirmed(client, UUID(data["id"])))
        await somebody_waits(books)
    await rated
    assert await books.scalar(select(Rating.fee_cents)) == 3_000


async def test_facts_and_runs_in_a_crowd_end_as_one_after_the_other(books: Books):
    """Parties that sell to one another, so that every lock is wanted in every order."""
    parties = [organisation_data() for _ in range(3)]
    ids = [UUID(party["id"]) for party in parties]
    for party in parties:
        await books.hear(REGISTERED, party)
        await books.mandate(UUID(party["id"]))
    start = datetime.now(UTC) - timedelta(days=20)
    done = (start + timedelta(days=15)).isoformat()
    pairs = list(itertools.permutations(ids, 2)) * 3
    orders = [
        order_data(
            client,
            provider,
            confirmed_at=(start + timedelta(hours=number)).isoformat(),
            status="completed",
            completed_at=done,
        )
        for number, (client, provider) in enumerate(pairs)
    ]
    since = (start - timedelta(days=1)).isoformat()
    admissions = [
        {**party, "version": 2, "membership": "member", "member_since": since} for party in parties
    ]

    async def invoice_twice() -> None:
        for _ in range(2):
            assert (await books.invoice()).counts.failed == 0
            await asyncio.sleep(0.05)

    # Backwards: each order that arrives moves all that came before it.
    gate = asyncio.Semaphore(8)

    async def hear(fact: str, data: dict[str, object]) -> None:
        async with gate:
            await books.hear(fact, data)

    await asyncio.gather(
        *(hear(CONFIRMED, order) for order in reversed(orders)),
        *(hear(ADMITTED, admission) for admission in admissions),
        invoice_twice(),
        invoice_twice(),
    )
    assert (await books.invoice()).counts.failed == 0

    async with books.database.transaction() as session:
        rows = {str(row.order_id): row for row in await session.scalars(select(Rating))}
    assert rows.keys() == {order["id"] for order in orders}
    invoices = (await books.get("/invoices?limit=100"))["items"]
    details = [await books.get(f"/invoices/{item['id']}") for item in invoices]
    invoiced = {"client": [], "fee": []}
    for detail in details:
        for line in detail["lines"]:
            invoiced[detail["kind"]].append(line["order_id"])
            row = rows[line["order_id"]]
            if detail["kind"] == "fee":
                assert line["net"]["amount"] == f"{row.fee_cents / 100:.2f}"
            else:
                granted = sum(
                    round(float(item["amount"]["amount"]) * 100) for item in detail["allowances"]
                )
                assert granted == row.discount_cents
    for kind in invoiced.values():
        assert sorted(kind) == sorted(rows), "each order is on one invoice of each kind"
    balance = await books.get("/ledger/trial-balance")
    assert balance["difference"]["amount"] == balance["memorandum_difference"]["amount"] == "0.00"
