"""Every refusal is a problem document that names the field or the rule."""

import pytest
from prometheus_client import generate_latest
from sqlalchemy import text

from shared.database import Database
from shared.http.problems import Problem


async def post(client, writer, **request):
    headers = {**writer, "Idempotency-Key": "k", **request.pop("headers", {})}
    return await client.post("/v1/notes/notes", headers=headers, **request)


def note(**changes):
    return {"title": "A", "price": {"amount": "1.00", "currency": "EUR"}, **changes}


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (note(colour="red"), "/colour"),
        (note(title=7), "/title"),
        (note(title="nul \x00 inside"), "/title"),
        (note(title="   "), "/title"),
        (note(copies=2**70), "/copies"),
        (note(copies="two"), "/copies"),
        (note(price={"amount": "-1.00", "currency": "EUR"}), "/price/amount"),
        (note(price={"amount": "1.001", "currency": "EUR"}), "/price/amount"),
        (note(price={"amount": 1.5, "currency": "EUR"}), "/price/amount"),
        (note(price={"amount": "1.00", "currency": "USD"}), "/price/currency"),
        (note(price={"amount": "1000.01", "currency": "EUR"}), "/price"),
        ([], ""),
    ],
)
async def test_bad_input_is_refused_by_name_and_leaves_nothing(app, client, writer, body, pointer):
    answer = await post(client, writer, json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    problem = Problem.model_validate(answer.json())
    assert pointer.rstrip("/") in {error.pointer.rstrip("/") for error in problem.errors}
    assert problem.request_id == answer.headers["x-request-id"]
    async with app.state.database.transaction() as session:
        assert await session.scalar(text("select count(*) from notes")) == 0


async def test_a_lone_surrogate_is_refused(client, writer):
    body = b'{"title": "\\ud800", "price": {"amount": "1.00", "currency": "EUR"}}'
    answer = await post(client, writer, content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/title"


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[" * 30, b'{"a": ' + b"9" * 5000])
async def test_a_body_that_is_not_json_is_a_400(client, writer, body):
    answer = await post(client, writer, content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["code"] in {"invalid_json", "malformed_request"}


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_a_body_that_is_not_called_json_is_a_415(client, writer, kind):
    body = b'{"title": "A", "price": {"amount": "1.00", "currency": "EUR"}}'
    answer = await post(client, writer, content=body, headers={"content-type": kind})
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")
    assert answer.headers["content-type"] == "application/problem+json"
    assert "application/json" in answer.json()["detail"]


async def test_a_body_of_ten_megabytes_is_refused_announced_or_not(client, writer):
    announced = await post(client, writer, content=b"x" * 10_000_000)
    assert announced.status_code == 413

    async def chunks():
        for _ in range(100):
            yield b"x" * 100_000

    headers = {"content-type": "application/json"}
    streamed = await post(client, writer, content=chunks(), headers=headers)
    assert streamed.status_code == 413
    assert streamed.json()["code"] == announced.json()["code"] == "content_too_large"
    assert streamed.json()["title"] == "Content too large"


async def test_an_unknown_path_and_an_unsupported_method_are_problems(client):
    missing = await client.get("/v1/notes/nothing")
    assert (missing.status_code, missing.json()["code"]) == (404, "no_such_route")
    wrong = await client.delete("/v1/notes/notes")
    assert (wrong.status_code, wrong.json()["code"]) == (405, "method_not_allowed")
    assert wrong.headers["allow"] == "GET, HEAD, OPTIONS, POST"


async def test_an_unexpected_error_shows_nothing_of_itself(client):
    answer = await client.get("/v1/notes/broken")
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal_error"
    assert "secret" not in answer.text


async def test_a_request_id_is_taken_over_when_it_is_sane(client):
    kept = await client.get("/livez", headers={"X-Request-ID": "story-0001"})
    assert kept.headers["x-request-id"] == "story-0001"
    replaced = await client.get("/livez", headers={"X-Request-ID": "<script>"})
    assert replaced.headers["x-request-id"] != "<script>"


async def test_a_database_that_is_away_is_a_503_that_says_when_to_return(app, client):
    await app.state.database.dispose()

    app.state.database = Database("postgresql://nobody@127.0.0.1:1/none")
    answer = await client.get("/v1/notes/notes")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "2"
    assert (await client.get("/readyz")).status_code == 503


async def test_the_document_names_the_key_and_the_problems(client):
    document = (await client.get("/v1/notes/openapi.json")).json()
    operation = document["paths"]["/v1/notes/notes"]["post"]
    assert operation["operationId"] == "notes_create_note"
    assert "Idempotency-Key" in {p["name"] for p in operation["parameters"]}
    assert "422" not in operation["responses"]
    assert "application/problem+json" in operation["responses"]["4XX"]["content"]
    assert "Problem" in document["components"]["schemas"]


async def test_the_metrics_count_by_route_template(app, client):
    await client.get("/v1/notes/notes/018f0000-0000-7000-8000-000000000000")
    metrics = generate_latest(app.state.metrics).decode()
    assert 'route="/v1/notes/notes/{note_id}",status="404"' in metrics


async def test_a_query_parameter_that_does_not_exist_is_refused_by_name(client):
    answer = await client.get("/v1/notes/notes?min_cent=7&limit=2")
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert (error["pointer"], error["code"]) == ("query/min_cent", "unknown_parameter")


async def test_an_inexact_amount_is_explained_to_people(client, writer):
    price = {"amount": "12.5", "currency": "EUR"}
    answer = await post(client, writer, json=note(price=price))
    [error] = answer.json()["errors"]
    assert (error["pointer"], error["code"]) == ("/price/amount", "amount_not_exact")
    assert "for instance 12.30" in error["detail"]


async def test_the_document_locks_what_needs_a_token_and_nothing_else(client):
    paths = (await client.get("/v1/notes/openapi.json")).json()["paths"]
    assert paths["/v1/notes/notes"]["post"]["security"] == [{"bearer": []}]
    assert {} in paths["/v1/notes/notes"]["get"]["security"]


async def test_the_document_tells_of_the_link_to_the_next_page(client):
    paths = (await client.get("/v1/notes/openapi.json")).json()["paths"]
    assert "Link" in paths["/v1/notes/notes"]["get"]["responses"]["200"]["headers"]
    assert "headers" not in paths["/v1/notes/notes/{note_id}"]["get"]["responses"]["200"]
