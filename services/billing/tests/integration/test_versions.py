"""A rating that changes is announced with a raised version, and refused where it would not be."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from services.billing.tests.builders import Books, organisation_data
from tests.support.forgetting import forgetting

from billing.ratings.orm import Rating
from shared.messaging.outbox import VersionNotRaised

RATED = "avt.billing.order.rated.v1"


async def test_order_rated_announces_a_raised_version_and_nothing_where_it_forgot(books: Books):
    client, provider = await books.organisation(), organisation_data()
    await books.hear("avt.registry.organisation.registered.v1", provider)
    order = await books.confirmed(client, UUID(provider["id"]))
    since = (datetime.now(UTC) - timedelta(days=20)).isoformat()
    admitted = {**provider, "version": 2, "membership": "member", "member_since": since}

    with forgetting(Rating), pytest.raises(VersionNotRaised):
        await books.hear("avt.registry.member.admitted.v1", admitted)
    assert len(await books.announced(RATED)) == 1

    await books.hear("avt.registry.member.admitted.v1", admitted)
    facts = await books.announced(RATED)
    assert [(fact["id"], fact["version"]) for fact in facts] == [(order["id"], 1), (order["id"], 2)]
