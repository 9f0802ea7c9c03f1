"""A rating that changes is announced with a raised version, and refused where it would not be."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from services.billing.tests.builders import Books, organisation_data
from sqlalchemy import update
from tests.support.forgetting import forgetting

from billing.ratings.orm import Rating
from shared.messaging.outbox import VersionNotRaised
from shared.tables import outbox

PRICED = "avt.billing.order.priced.v1"


async def test_order_priced_announces_a_raised_version_and_nothing_where_it_forgot(books: Books):
    client, provider = await books.organisation(), organisation_data()
    await books.hear("avt.registry.organisation.registered.v1", provider)
    order = await books.confirmed(client, UUID(provider["id"]))
    since = (datetime.now(UTC) - timedelta(days=20)).isoformat()
    admitted = {**provider, "version": 2, "membership": "member", "member_since": since}

    with forgetting(Rating), pytest.raises(VersionNotRaised):
        await books.hear("avt.registry.member.admitted.v1", admitted)
    assert len(await books.announced(PRICED)) == 1

    await books.hear("avt.registry.member.admitted.v1", admitted)
    facts = await books.announced(PRICED)
    assert [(fact["id"], fact["version"]) for fact in facts] == [(order["id"], 1), (order["id"], 2)]


async def test_what_was_announced_under_its_old_name_stays_and_its_versions_go_on(books: Books):
    client, provider = await books.organisation(), organisation_data()
    await books.hear("avt.registry.organisation.registered.v1", provider)
    order = await books.confirmed(client, UUID(provider["id"]))
    async with books.database.transaction() as session:
        await session.execute(
            update(outbox).where(outbox.c.type == PRICED).values(type="avt.billing.order.rated.v1")
        )

    since = (datetime.now(UTC) - timedelta(days=20)).isoformat()
    admitted = {**provider, "version": 2, "membership": "member", "member_since": since}
    await books.hear("avt.registry.member.admitted.v1", admitted)

    facts: list[tuple[str, str, int]] = []
    async with asyncio.timeout(60):
        # A transaction of another test on this server may hold the feed up.
        while len(facts) < 2:
            await asyncio.sleep(0.1)
            feed = await books.get("/feeds/events", books.headers(scopes=["feeds:read"]))
            facts = [
                (item["type"], item["data"]["id"], item["data"]["version"])
                for item in feed["items"]
            ]
    assert facts == [
        ("avt.billing.order.rated.v1", order["id"], 1),
        (PRICED, order["id"], 2),
    ]
