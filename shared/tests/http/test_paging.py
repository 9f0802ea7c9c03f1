"""Lists page by key: nothing twice, nothing missed, and a cursor fits one list only."""

import pytest


@pytest.fixture
async def seven(client, writer):
    for number in range(7):
        price = {"amount": f"{number // 2}.00", "currency": "EUR"}
        await client.post(
            "/v1/notes/notes",
            json={"title": f"Note {number}", "price": price},
            headers={**writer, "Idempotency-Key": f"k-{number}"},
        )


@pytest.mark.usefixtures("seven")
async def test_following_the_links_shows_each_note_once_in_order(client):
    seen, path = [], "/v1/notes/notes?limit=2"
    while path:
        answer = await client.get(path)
        seen += [item["price"]["amount"] for item in answer.json()["items"]]
        link = answer.headers.get("link")
        assert (link is None) == (answer.json()["next"] is None)
        path = link.split(">")[0].lstrip("<") if link else None
    assert seen == ["3.00", "2.00", "2.00", "1.00", "1.00", "0.00", "0.00"]


@pytest.mark.usefixtures("seven")
async def test_a_cursor_of_another_filter_or_a_changed_one_is_refused(client):
    cursor = (await client.get("/v1/notes/notes?limit=2")).json()["next"]
    for query in (f"min_cents=1&cursor={cursor}", f"cursor={cursor[:-2]}AA", "cursor=%F0%9F%8E%A5"):
        answer = await client.get(f"/v1/notes/notes?{query}")
        assert (answer.status_code, answer.json()["code"]) == (400, "cursor_invalid"), query


@pytest.mark.parametrize("limit", ["0", "201", "ten", "99999999999999999999"])
async def test_a_limit_outside_1_to_200_is_refused(client, limit):
    answer = await client.get(f"/v1/notes/notes?limit={limit}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "query/limit"


async def test_an_integer_beyond_64_bits_that_no_schema_caught_is_still_a_422(client):
    answer = await client.get("/v1/notes/notes?min_cents=99999999999999999999")
    assert (answer.status_code, answer.json()["code"]) == (422, "value_not_storable")


async def test_a_list_ordered_by_time_pages_as_well(empty_database):
    from datetime import UTC, datetime, timedelta
    from types import SimpleNamespace

    from sqlalchemy import Column, Integer, MetaData, Table, insert, select
    from starlette.requests import Request
    from starlette.responses import Response

    from shared.database import Database, UtcDateTime
    from shared.http.paging import Key, Paging, _read, page_of

    moments = Table("moments", MetaData(), Column("at", UtcDateTime), Column("id", Integer))
    database = Database(await empty_database())
    async with database.engine.begin() as connection:
        await connection.run_sync(moments.metadata.create_all)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    secret = SimpleNamespace(get_secret_value=lambda: "s" * 32)
    app = SimpleNamespace(state=SimpleNamespace(settings=SimpleNamespace(secret_key=secret)))
    scope = {"type": "http", "path": "/m", "query_string": b"", "headers": [], "app": app}
    scope |= {"method": "GET", "server": ("m", 80), "scheme": "http"}
    keys = [Key(moments.c.at, lambda row: row.at), Key(moments.c.id, lambda row: row.id)]
    seen, after = [], None
    async with database.transaction() as session:
        rows = [{"at": start + timedelta(hours=n // 2), "id": n} for n in range(5)]
        await session.execute(insert(moments), rows)
        while True:
            request = Request(scope)
            paging = Paging(request, Response(), 2, after)
            page = await page_of(
                session, select(moments), keys=keys, paging=paging, to_item=lambda row: row.id
            )
            seen += page.items
            if page.next is None:
                break
            after = _read(request, page.next)
    await database.dispose()
    assert seen == [0, 1, 2, 3, 4]
