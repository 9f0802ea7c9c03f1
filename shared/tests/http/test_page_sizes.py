"""A page ends by what it weighs, too: large rows beyond it are neither loaded nor shown."""

from collections.abc import AsyncGenerator, Sequence
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response

from shared.database import Database
from shared.http.paging import PAGE_BYTES, Key, Page, Paging, _read, page_of, page_of_batches

texts = Table("texts", MetaData(), Column("id", Integer, primary_key=True), Column("text", String))
KEYS = [Key(texts.c.id, lambda row: row.id, descending=True)]
FITS = PAGE_BYTES // 4


@pytest.fixture
async def database(empty_database):
    database = Database(await empty_database())
    async with database.engine.begin() as connection:
        await connection.run_sync(texts.metadata.create_all)
    yield database
    await database.dispose()


def asked() -> Request:
    secret = SimpleNamespace(get_secret_value=lambda: "s" * 32)
    app = SimpleNamespace(state=SimpleNamespace(settings=SimpleNamespace(secret_key=secret)))
    scope = {"type": "http", "path": "/t", "query_string": b"", "headers": [], "app": app}
    return Request(scope | {"method": "GET", "server": ("t", 80), "scheme": "http"})


async def fill(session: AsyncSession, sizes: Sequence[int]) -> list[int]:
    """Rows of these lengths; their ids as a list shows them."""
    await session.execute(texts.delete())
    if sizes:
        rows = [{"id": number, "text": "x" * size} for number, size in enumerate(sizes)]
        await session.execute(insert(texts), rows)
    return list(range(len(sizes)))[::-1]


class Reading:
    """Reads pages, and counts the rows that were handed over and those made into items."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.handed: list[int] = []
        self.made = 0

    async def page(self, limit: int, cursor: str | None = None) -> tuple[Page[Any], Response]:
        request, response = asked(), Response()
        after = _read(request, cursor) if cursor else None
        page = await page_of_batches(
            self.session,
            select(texts),
            keys=KEYS,
            paging=Paging(request, response, limit, after),
            to_items=self._items,
        )
        return page, response

    async def walk(self, limit: int) -> list[list[tuple[int, str]]]:
        pages, cursor = [], None
        while True:
            page, response = await self.page(limit, cursor)
            assert ("link" in response.headers) == (page.next is not None)
            pages.append(page.items)
            if page.next is None:
                return pages
            cursor = page.next

    async def _items(self, rows: Sequence[Any]) -> AsyncGenerator[tuple[int, str]]:
        self.handed.append(len(rows))
        for row in rows:
            self.made += 1
            yield row.id, row.text


async def test_a_page_of_the_largest_rows_makes_one_item_and_loads_few_rows(database):
    async with database.transaction() as session:
        ids = await fill(session, [1_000_000] * 60)
        reading = Reading(session)
        page, response = await reading.page(100)
        assert [item[0] for item in page.items] == ids[:1]
        assert response.headers["link"].endswith('rel="next"')
        assert (reading.made, reading.handed) == (1, [5])


async def test_large_rows_behind_small_ones_are_loaded_a_few_at_a_time(database):
    async with database.transaction() as session:
        await fill(session, [1_000_000] * 150 + [10] * 5)
        reading = Reading(session)
        page, _ = await reading.page(200)
        assert len(page.items) == 6
        assert (reading.made, reading.handed) == (6, [5, 10])


async def test_a_page_of_small_rows_is_as_full_as_asked_for_in_a_few_batches(database):
    async with database.transaction() as session:
        ids = await fill(session, [100] * 210)
        reading = Reading(session)
        page, _ = await reading.page(50)
        assert [item[0] for item in page.items] == ids[:50]
        assert reading.handed == [5, 10, 20, 15]
        assert [len(items) for items in await Reading(session).walk(200)] == [200, 10]


@pytest.mark.parametrize("seed", range(12))
async def test_walking_the_pages_shows_each_item_once_in_order_whatever_they_weigh(database, seed):
    random = Random(seed)
    async with database.transaction() as session:
        count = random.choice([0, 1, 5, 6, 15, 16, 40, 90])
        sizes = [random.choice([0, 9, 900, FITS - 99, FITS, 3 * FITS]) for _ in range(count)]
        ids = await fill(session, sizes)
        for limit in (1, 2, 5, 6, 15, 50, 200):
            pages = await Reading(session).walk(limit)
            assert [item[0] for items in pages for item in items] == ids
            assert all(0 < len(items) <= limit for items in pages) or not ids
            for items in pages:
                # All but the last of a page were within what it holds.
                assert sum(len(text) for _, text in items[:-1]) < PAGE_BYTES


async def test_a_list_whose_items_are_their_rows_ends_its_pages_alike(database):
    async with database.transaction() as session:
        await fill(session, [FITS] * 9)
        page = await page_of(
            session,
            select(texts),
            keys=KEYS,
            paging=Paging(asked(), Response(), 9, None),
            to_item=lambda row: row.text,
        )
        assert len(page.items) == 4
        assert page.next is not None
