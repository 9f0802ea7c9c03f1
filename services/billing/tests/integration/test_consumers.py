"""Facts of others: twice, late, out of order, malformed; the rating is the same in the end."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from services.billing.tests.builders import (
    Books,
    completed,
    order_data,
    organisation_data,
)
from sqlalchemy import func, select, text

from billing.orders.orm import Order
from billing.organisations.orm import MembershipPeriod, Organisation
from billing.ratings.orm import Rating
from shared.clocks import MovedClock, read_business_clock
from shared.ids import new_id
from shared.messaging.events import Undecodable

REGISTERED = "avt.registry.organisation.registered.v1"
UPDATED = "avt.registry.organisation.updated.v1"
ADMITTED = "avt.registry.member.admitted.v1"
CONFIRMED = "avt.marketplace.order.confirmed.v1"
COMPLETED = "avt.marketplace.order.completed.v1"
PRICED = "avt.billing.order.priced.v1"
NOW = datetime.now(UTC)


async def rating(books: Books, order_id: str) -> Rating | None:
    return await books.scalar(select(Rating).where(Rating.order_id == UUID(order_id)))


async def test_a_confirmed_order_is_rated_and_announced_in_the_same_transaction(books: Books):
    client, provider = await books.organisation(), await books.member()
    order = await books.confirmed(client, provider)

    row = await rating(books, order["id"])

    assert row is not None
    assert (row.fee_cents, row.discount_cents, row.version) == (3_000, 0, 1)
    (fact,) = await books.announced(PRICED)
    assert fact["id"] == order["id"]
    assert fact["fee"] == {"amount": "30.00", "currency": "EUR"}


async def test_the_same_event_twice_has_its_effect_once(books: Books):
    client, provider = await books.organisation(), await books.member()
    data, event_id = order_data(client, provider), new_id()

    await books.hear(CONFIRMED, data, event_id=event_id)
    await books.hear(CONFIRMED, data, event_id=event_id)
    await books.hear(CONFIRMED, data)  # announced again under another id

    assert len(await books.announced(PRICED)) == 1
    assert await books.scalar(select(func.count()).select_from(Order)) == 1


async def test_an_older_version_never_replaces_a_newer_one(books: Books):
    client, provider = await books.organisation(), await books.member()
    order = order_data(client, provider)
    await books.hear(COMPLETED, completed(order))
    await books.hear(CONFIRMED, order)

    row = await books.scalar(select(Order).where(Order.id == UUID(order["id"])))

    assert (row.status, row.version) == ("completed", 5)
    assert await rating(books, order["id"]) is not None


async def test_an_order_whose_parties_are_unknown_is_rated_when_they_arrive(books: Books):
    client, provider = organisation_data(), organisation_data()
    order = order_data(UUID(client["id"]), UUID(provider["id"]))

    await books.hear(CONFIRMED, order)
    assert await rating(books, order["id"]) is None
    await books.hear(REGISTERED, client)
    assert await rating(books, order["id"]) is None
    await books.hear(REGISTERED, provider)

    row = await rating(books, order["id"])
    assert row is not None
    assert row.fee_cents == 6_000, "no member: the higher rate"


async def test_an_admission_that_arrives_late_lowers_the_fee_of_what_it_covers(books: Books):
    client = await books.organisation()
    provider = organisation_data()
    await books.hear(REGISTERED, provider)
    order = await books.confirmed(client, UUID(provider["id"]))
    since = NOW - timedelta(days=2)

    await books.hear(
        ADMITTED,
        {**provider, "version": 2, "membership": "member", "member_since": since.isoformat()},
    )

    row = await rating(books, order["id"])
    assert row is not None
    assert (row.fee_cents, row.version) == (3_000, 2)
    fees = [fact["fee"]["amount"] for fact in await books.announced(PRICED)]
    assert fees == ["60.00", "30.00"]


async def test_membership_counts_as_of_the_confirmation_not_as_of_now(books: Books):
    client = await books.organisation()
    provider = await books.organisation(
        membership="member", member_since=(NOW - timedelta(minutes=10)).isoformat()
    )
    before = await books.confirmed(client, provider)
    after = await books.confirmed(client, provider, confirmed_at=NOW.isoformat())

    rows = [await rating(books, order["id"]) for order in (before, after)]

    assert [row.fee_rate_ppm for row in rows if row] == [60_000, 30_000]


async def test_leaving_ends_the_period_and_a_return_begins_another(books: Books):
    data = organisation_data()
    first, second = NOW - timedelta(days=400), NOW + timedelta(days=30)
    member = {"membership": "member", "member_since": first.isoformat()}
    await books.hear(REGISTERED, {**data, **member})
    await books.hear(UPDATED, {**data, "version": 2, "membership": "former"})
    member["member_since"] = second.isoformat()
    await books.hear(ADMITTED, {**data, **member, "version": 3})

    async with books.database.transaction() as session:
        rows = list(
            await session.scalars(select(MembershipPeriod).order_by(MembershipPeriod.since))
        )
    assert [row.since for row in rows] == [first, second]
    assert rows[0].until is not None
    assert rows[1].until is None


async def test_a_suspension_withholds_the_member_rate_and_its_lifting_gives_it_back(books: Books):
    client, data = await books.organisation(), organisation_data()
    first = NOW - timedelta(days=400)
    member = {"membership": "member", "member_since": first.isoformat()}
    may = {"may": ["publish", "bid", "member_rate"]}
    await books.hear(REGISTERED, {**data, **member, **may})
    suspended = {**data, **member, "standing": "suspended", "may": [], "version": 2}
    await books.hear(UPDATED, suspended)
    await books.hear(UPDATED, {**suspended, "version": 3, "website": None})

    async def periods() -> list[MembershipPeriod]:
        async with books.database.transaction() as session:
            rows = select(MembershipPeriod).order_by(MembershipPeriod.since)
            return list(await session.scalars(rows))

    (only,) = await periods()
    assert only.since == first
    assert only.until is not None
    later = (only.until + timedelta(seconds=1)).isoformat()
    meanwhile = await books.confirmed(client, data["id"], confirmed_at=later)
    row = await rating(books, meanwhile["id"])
    assert row is not None
    assert row.fee_rate_ppm == 60_000

    await books.hear(UPDATED, {**data, **member, **may, "version": 4})
    await books.hear(UPDATED, {**data, **member, **may, "version": 5})  # one period, not two
    before, after = await periods()
    assert before.until == only.until
    assert after.since >= only.until
    assert after.until is None


async def test_a_departure_whose_admission_was_never_heard_still_tells_the_period(books: Books):
    since = NOW - timedelta(days=5)
    provider = await books.organisation(membership="former", member_since=since.isoformat())

    row = await books.scalar(
        select(MembershipPeriod).where(MembershipPeriod.organisation_id == provider)
    )

    assert row.since == since
    assert row.until is not None


@pytest.mark.parametrize("arrival", list(itertools.permutations(range(3))))
async def test_the_second_purchase_gets_the_discount_whatever_the_order_of_arrival(
    books: Books, arrival: tuple[int, ...]
):
    client, provider = await books.organisation(), await books.member()
    moments = [NOW - timedelta(days=500), NOW - timedelta(days=60), NOW - timedelta(days=1)]
    orders = [order_data(client, provider, confirmed_at=at.isoformat()) for at in moments]

    for index in arrival:
        await books.hear(CONFIRMED, orders[index])

    rows = [await rating(books, order["id"]) for order in orders]
    assert [row.discount_cents for row in rows if row] == [0, 0, 5_000]
    last = (await books.announced(PRICED))[-1]
    assert last["version"] >= 1


async def test_what_is_invoiced_is_never_rated_again(books: Books):
    client = await books.organisation()
    provider = organisation_data()
    await books.hear(REGISTERED, provider)
    await books.completed(client, UUID(provider["id"]))
    await books.invoice()
    since = NOW - timedelta(days=20)

    await books.hear(
        ADMITTED,
        {**provider, "version": 2, "membership": "member", "member_since": since.isoformat()},
    )

    assert len(await books.announced(PRICED)) == 1
    item = (await books.get("/invoices?kind=fee"))["items"][0]
    assert item["net"]["amount"] == "60.00"


async def test_an_update_changes_the_party_and_rates_nothing_anew(books: Books):
    data = organisation_data()
    await books.hear(REGISTERED, data)
    await books.hear(UPDATED, {**data, "version": 2, "name": "SIA Jauns vārds"})
    await books.hear(UPDATED, {**data, "version": 1, "name": "SIA Vecs vārds"})

    row = await books.scalar(select(Organisation).where(Organisation.id == UUID(data["id"])))

    assert (row.name, row.version) == ("SIA Jauns vārds", 2)


MALFORMED_ORDERS: dict[str, dict[str, Any]] = {
    "negative price": {"net": {"amount": "-1.00", "currency": "EUR"}},
    "over-precise price": {"net": {"amount": "1.001", "currency": "EUR"}},
    "another currency": {"net": {"amount": "1.00", "currency": "USD"}},
    "a price that is a number": {"net": {"amount": 1.0, "currency": "EUR"}},
    "no confirmation": {"confirmed_at": None},
    "a confirmation without an offset": {"confirmed_at": "2026-01-01T00:00:00"},
    "completed at no time": {"status": "completed", "completed_at": None},
    "a version beyond an integer": {"version": 2**63},
    "a price beyond what can be invoiced": {"net": {"amount": "99999999999.00", "currency": "EUR"}},
    "confirmed before any calendar": {"confirmed_at": "0001-01-01T00:00:00+14:00"},
    "no id": {"id": "not-a-uuid"},
}


async def test_a_malformed_order_is_undecodable_and_leaves_nothing(books: Books):
    understood = []
    for name, wrong in MALFORMED_ORDERS.items():
        try:
            await books.hear(CONFIRMED, {**order_data(new_id(), new_id()), **wrong})
            understood.append(name)
        except Undecodable:
            continue

    assert understood == []

    assert await books.scalar(select(func.count()).select_from(Order)) == 0
    assert await books.scalar(text("select count(*) from inbox")) == 0


async def test_a_malformed_organisation_is_undecodable_and_unknown_fields_are_ignored(books: Books):
    with pytest.raises(Undecodable):
        await books.hear(REGISTERED, {**organisation_data(), "country": "Latvia"})
    await books.hear(REGISTERED, organisation_data(a_field_of_tomorrow=[1, 2]))
    assert await books.scalar(select(func.count()).select_from(Organisation)) == 1


async def test_the_moved_clock_is_followed_by_version(books: Books):
    moved = "avt.registry.clock.moved.v1"
    ident = str(new_id())
    await books.hear(moved, {"id": ident, "version": 2, "offset_seconds": 86_400})
    await books.hear(moved, {"id": ident, "version": 1, "offset_seconds": 60})

    async with books.database.transaction() as session:
        clock = await read_business_clock(session)

    assert isinstance(clock, MovedClock)
    assert clock.offset == timedelta(days=1)
