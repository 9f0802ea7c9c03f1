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
    for tag in ('W/"v2"', '"x"', '"v1", "x"'):
        other = await client.patch(path, json=PRICE, headers={**writer, "If-Match": tag})
        assert other.status_code == 412
    listed = await client.patch(path, json=PRICE, headers={**writer, "If-Match": '"x", "v2"'})
    assert listed.status_code == 200


async def test_an_asterisk_is_true_for_whatever_version_there_is(client, writer, path):
    for _ in range(2):
        changed = await client.patch(path, json=PRICE, headers={**writer, "If-Match": "*"})
        assert changed.status_code == 200
    assert (await client.get(path)).headers["etag"] == '"v3"'
    known = await client.get(path, headers={"If-None-Match": "*"})
    assert (known.status_code, known.content) == (304, b"")
    unknown = path[:-12] + "000000000000"
    assert (await client.get(unknown, headers={"If-None-Match": "*"})).status_code == 404


async def test_a_tag_that_a_proxy_made_weak_is_still_known(client, path):
    assert (await client.get(path, headers={"If-None-Match": 'W/"v1"'})).status_code == 304


@pytest.mark.parametrize("tag", ["W/x", "v1", '"v1', "", '"v1" "v2"', "*, *"])
async def test_a_malformed_tag_is_a_400_once_the_path_is_known(client, writer, path, tag):
    headers = {**writer, "If-Match": tag}
    answer = await client.patch(path, json=PRICE, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "if_match_malformed")
    impossible = await client.patch("/v1/notes/notes/x", json=PRICE, headers=headers)
    assert impossible.status_code == 422
    assert impossible.json()["errors"][0]["pointer"] == "path/note_id"
    nowhere = await client.patch("/v1/notes/nowhere", json=PRICE, headers=headers)
    assert nowhere.status_code == 404
    stranger = await client.patch("/v1/notes/notes/x", json=PRICE, headers={"If-Match": tag})
    assert stranger.status_code == 401


async def test_the_business_clock_follows_the_stored_offset(app, client):
    from shared.clocks import store_offset

    async with app.state.database.transaction() as session:
        await store_offset(session, offset_seconds=86_400 * 365, version=2)
    async with app.state.database.transaction() as session:
        await store_offset(session, offset_seconds=0, version=1)
    assert (await client.get("/v1/notes/clock")).json()["now"] > "2027"
