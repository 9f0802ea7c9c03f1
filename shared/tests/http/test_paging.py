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
