"""Nobody decides on what has changed meanwhile."""

import pytest

PRICE = {"amount": "2.00", "currency": "EUR"}


@pytest.fixture
async def path(client, writer):
    answer = await client.post(
        "/v1/notes/notes",
        json={"title": "A", "price": {"amount": "1.00", "currency": "EUR"}},
        headers={**writer, "Idempotency-Key": "k"},
    )
    return f"/v1/notes/notes/{answer.json()['id']}"


async def test_what_is_known_already_is_answered_with_304(client, path):
    first = await client.get(path)
    again = await client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = await client.get(path, headers={"If-None-Match": '"v9"'})
    assert other.status_code == 200


async def test_a_change_needs_the_version_and_only_the_present_one_will_do(client, writer, path):
    missing = await client.patch(path, json=PRICE, headers=writer)
    assert missing.status_code == 428
    changed = await client.patch(path, json=PRICE, headers={**writer, "If-Match": '"v1"'})
    assert changed.status_code == 200
    stale = await client.patch(path, json=PRICE, headers={**writer, "If-Match": '"v1"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "note_changed")
    odd = await client.patch(path, json=PRICE, headers={**writer, "If-Match": "W/x"})
    assert odd.status_code == 412


async def test_the_business_clock_follows_the_stored_offset(app, client):
    from shared.clocks import store_offset

    async with app.state.database.transaction() as session:
        await store_offset(session, offset_seconds=86_400 * 365, version=2)
    async with app.state.database.transaction() as session:
        await store_offset(session, offset_seconds=0, version=1)
    assert (await client.get("/v1/notes/clock")).json()["now"] > "2027"
