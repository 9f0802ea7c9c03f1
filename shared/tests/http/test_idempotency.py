"""A request that is sent twice has its effect once."""

import asyncio

import httpx
import pytest
from pydantic import BaseModel, Field
from sqlalchemy import text

from shared.http.routing import NOT_IDEMPOTENT, Router
from shared.ids import new_id

NOTE = {"title": "Call sheet", "price": {"amount": "12.30", "currency": "EUR"}}


async def count(app, table="notes") -> int:
    async with app.state.database.transaction() as session:
        return await session.scalar(text(f"select count(*) from {table}"))


async def test_the_same_key_and_body_again_gets_the_first_answer(app, client, writer):
    headers = {**writer, "Idempotency-Key": "k-1"}
    first = await client.post("/v1/notes/notes", json=NOTE, headers=headers)
    again = await client.post("/v1/notes/notes", json=NOTE, headers=headers)
    assert first.status_code == again.status_code == 201
    assert again.json() == first.json()
    assert again.headers["etag"] == first.headers["etag"] == '"v1"'
    assert again.headers["idempotency-replayed"] == "true"
    assert await count(app) == 1


async def test_the_same_key_with_another_body_is_refused(app, client, writer):
    headers = {**writer, "Idempotency-Key": "k-1"}
    await client.post("/v1/notes/notes", json=NOTE, headers=headers)
    other = await client.post("/v1/notes/notes", json={**NOTE, "title": "B"}, headers=headers)
    assert other.status_code == 422
    assert other.json()["code"] == "idempotency_key_reused"
    assert await count(app) == 1


async def test_a_request_without_a_key_is_refused_and_leaves_nothing(app, client, writer):
    answer = await client.post("/v1/notes/notes", json=NOTE, headers=writer)
    assert answer.status_code == 400
    assert answer.json()["code"] == "idempotency_key_missing"
    assert await count(app) == 0


async def test_another_caller_may_use_the_same_key(app, client, mint):
    for title in ("A", "B"):
        headers = {
            "Authorization": f"Bearer {mint(scopes=['notes:write'])}",
            "Idempotency-Key": "k-1",
        }
        answer = await client.post(
            "/v1/notes/notes", json={**NOTE, "title": title}, headers=headers
        )
        assert answer.status_code == 201
    assert await count(app) == 2


async def test_an_answer_is_not_replayed_to_a_narrower_token_of_the_same_person(app, client, mint):
    person = {"subject": new_id(), "organisation_id": new_id()}

    async def sends(**claims) -> httpx.Response:
        headers = {
            "Authorization": f"Bearer {mint(**person, **claims)}",
            "Idempotency-Key": "k-1",
        }
        return await client.post("/v1/notes/notes", json=NOTE, headers=headers)

    assert (await sends(scopes=["notes:write", "notes:read"])).status_code == 201
    for narrower in ({"scopes": ["notes:write"]}, {"scopes": ["notes:write"], "kind": "machine"}):
        assert "idempotency-replayed" not in (await sends(**narrower)).headers
    again = await sends(scopes=["notes:read", "notes:write"])
    assert again.headers["idempotency-replayed"] == "true"


async def test_a_refused_request_may_be_corrected_under_its_key(app, client, writer):
    headers = {**writer, "Idempotency-Key": "k-1"}
    dear = {**NOTE, "price": {"amount": "1000.01", "currency": "EUR"}}
    refused = await client.post("/v1/notes/notes", json=dear, headers=headers)
    assert refused.status_code == 422
    assert await count(app) == await count(app, "idempotency_keys") == 0
    assert (await client.post("/v1/notes/notes", json=NOTE, headers=headers)).status_code == 201


async def test_two_requests_at_once_under_one_key_have_one_effect(app, client, writer):
    headers = {**writer, "Idempotency-Key": "k-1"}
    answers = await asyncio.gather(
        *(client.post("/v1/notes/notes", json=NOTE, headers=headers) for _ in range(8))
    )
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert 201 in {answer.status_code for answer in answers}
    assert await count(app) == 1


async def test_the_stored_answer_cannot_be_read_in_the_database(app, client, writer):
    headers = {**writer, "Idempotency-Key": "k-1"}
    await client.post("/v1/notes/notes", json=NOTE, headers=headers)
    async with app.state.database.transaction() as session:
        row = (await session.execute(text("select * from idempotency_keys"))).first()
    assert b"Call sheet" not in bytes(row.body)
    assert "k-1" not in repr(row)


async def test_a_malformed_key_is_refused(client, writer):
    for key in ("", " ", "ā".encode(), "x" * 256):
        headers = {**writer, "Idempotency-Key": key}
        answer = await client.post("/v1/notes/notes", json=NOTE, headers=headers)
        assert answer.status_code == 400, key
        assert answer.json()["code"] == "idempotency_key_malformed"


def test_a_route_that_takes_a_password_can_store_no_hash_of_its_body():
    class Change(BaseModel):
        new_password: str = Field(json_schema_extra={"format": "password"})

    class Nested(BaseModel):
        changes: list[Change]

    router = Router()
    for kind in (Change, Nested):

        async def endpoint(body: kind):
            """Change it."""

        with pytest.raises(TypeError, match="NOT_IDEMPOTENT"):
            router.post("/passwords")(endpoint)
        router.post("/passwords", openapi_extra=NOT_IDEMPOTENT)(endpoint)
        router.put("/passwords")(endpoint)
