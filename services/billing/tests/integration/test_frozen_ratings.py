"""What an invoice shows is never rated again: its rating says so itself."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from services.billing.tests.builders import Books, organisation_data
from sqlalchemy import select, text

from billing.invoices import issuing
from billing.process import PROCESS
from billing.ratings.orm import Rating
from shared import migrations
from shared.database import Database

ADMITTED = "avt.registry.member.admitted.v1"
REGISTERED = "avt.registry.organisation.registered.v1"
FIRST_INVOICED = text(
    "select r.order_id, r.frozen_at, min(i.issued_at) as issued_at from ratings r "
    "left join invoiced_orders io using (order_id) left join invoices i on i.id = io.invoice_id "
    "group by 1, 2"
)


def admission(provider: dict[str, Any]) -> dict[str, Any]:
    """The provider has been a member for three weeks, as is heard only now."""
    since = (datetime.now(UTC) - timedelta(days=21)).isoformat()
    return {**provider, "version": 2, "membership": "member", "member_since": since}


async def a_provider(books: Books) -> dict[str, Any]:
    provider = organisation_data()
    await books.hear(REGISTERED, provider)
    await books.mandate(UUID(provider["id"]))
    return provider


async def test_invoicing_freezes_the_ratings_that_it_shows_and_no_other(books: Books):
    client, provider = await books.organisation(), await a_provider(books)
    await books.completed(client, UUID(provider["id"]))
    await books.confirmed(client, UUID(provider["id"]))
    async with books.database.transaction() as session:
        # What covers an older release has to stand back, for ours to be seen.
        await session.execute(text("alter table invoiced_orders disable trigger all"))

    await books.invoice()

    async with books.database.transaction() as session:
        rows = (await session.execute(FIRST_INVOICED)).all()
    assert sorted(row.frozen_at == row.issued_at for row in rows) == [True, True]
    assert sorted(row.frozen_at is None for row in rows) == [False, True]


async def test_a_late_fact_changes_no_rating_that_is_frozen(books: Books):
    client, provider = await books.organisation(), await a_provider(books)
    invoiced = await books.completed(client, UUID(provider["id"]))
    open_order = await books.confirmed(client, UUID(provider["id"]))
    await books.invoice()

    await books.hear(ADMITTED, admission(provider))

    async with books.database.transaction() as session:
        rows = {str(row.order_id): row for row in await session.scalars(select(Rating))}
    assert (rows[invoiced["id"]].fee_cents, rows[invoiced["id"]].version) == (6_000, 1)
    assert (rows[open_order["id"]].fee_cents, rows[open_order["id"]].version) == (3_000, 2)


async def test_what_an_older_release_invoices_beside_this_one_is_frozen_as_well(
    books: Books, monkeypatch: pytest.MonkeyPatch
):
    async def knows_no_freezing(*_: Any, **__: Any) -> None:
        pass

    monkeypatch.setattr(issuing, "freeze_ratings", knows_no_freezing)
    client, provider = await books.organisation(), await a_provider(books)
    await books.completed(client, UUID(provider["id"]))
    await books.invoice()

    await books.hear(ADMITTED, admission(provider))

    assert await books.scalar(select(Rating.fee_cents)) == 6_000


async def test_what_was_invoiced_before_is_frozen_since_its_first_invoice(books: Books):
    client, provider = await books.organisation(), await a_provider(books)
    await books.completed(client, UUID(provider["id"]))
    await books.confirmed(client, UUID(provider["id"]))
    await books.invoice()
    await books.database.dispose()

    url = books.settings.database_url
    await migrations.downgrade(url, PROCESS.migrations, "0009")
    await migrations.upgrade(url, PROCESS.migrations)

    database = Database(url)
    async with database.transaction() as session:
        rows = (await session.execute(FIRST_INVOICED)).all()
    await database.dispose()
    assert sorted(row.frozen_at is None for row in rows) == [False, True]
    assert all(row.frozen_at == row.issued_at for row in rows)
