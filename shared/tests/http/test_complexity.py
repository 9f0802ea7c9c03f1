"""What would cost much to understand is refused before anybody tries."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from tests.support.hostile import COSTLY, TOO_COMPLEX, VALUES

from shared.http.complexity import MAX_PARAMETERS, check_json
from shared.http.problems import HttpProblem

JSON = {"content-type": "application/json"}


async def post(client, writer, body, **headers):
    headers = {**writer, "Idempotency-Key": "k", **JSON, **headers}
    return await client.post("/v1/notes/notes", content=body, headers=headers)


@pytest.fixture
def parsed(monkeypatch):
    """How many bodies were parsed."""
    sizes = []
    loads = json.loads
    monkeypatch.setattr(json, "loads", lambda raw, **how: sizes.append(len(raw)) or loads(raw))
    return sizes


@pytest.mark.parametrize("kind", ["application/json", "Application/Problem+JSON; charset=utf-8"])
@pytest.mark.parametrize("name", TOO_COMPLEX)
async def test_a_body_that_is_too_complex_is_refused_unparsed(
    app, client, writer, parsed, name, kind
):
    answer = await post(client, writer, TOO_COMPLEX[name], **{"content-type": kind})
    assert parsed == []
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_complex")
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(answer.content) < 1_000
    async with app.state.database.transaction() as session:
        assert await session.scalar(text("select count(*) from notes")) == 0


@pytest.mark.parametrize("name", COSTLY)
async def test_a_body_at_the_bounds_is_refused_with_a_short_problem(client, writer, name):
    answer = await post(client, writer, COSTLY[name])
    assert answer.status_code in {400, 422}
    problem = answer.json()
    assert problem["code"] in {"invalid_json", "malformed_request", "validation_failed"}
    assert len(problem["errors"]) <= 50
    assert len(answer.content) < 20_000


async def test_commas_and_brackets_in_a_text_are_no_structure(client, writer):
    title = '[{,:\\"' * 30
    body = json.dumps({"title": title, "price": {"amount": "1.00", "currency": "EUR"}})
    answer = await post(client, writer, body.encode())
    assert (answer.status_code, answer.json()["title"]) == (201, title)


async def test_a_query_of_ten_thousand_parameters_is_refused(client):
    for query in ("&".join(["a=1"] * 10_000), "&" * 10_000, "a=1&" * MAX_PARAMETERS):
        answer = await client.get(f"/v1/notes/notes?{query}")
        assert (answer.status_code, answer.json()["code"]) == (400, "query_too_complex")


async def test_a_form_of_a_hundred_thousand_fields_is_refused(client, writer):
    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = await post(client, writer, b"a=1&" * 100_000, **kind)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_complex")


def counted(value) -> int:
    """Keys and elements in a parsed value."""
    if isinstance(value, dict):
        return sum(2 + counted(one) for one in value.values())
    return sum(1 + counted(one) for one in value) if isinstance(value, list) else 0


def depth(value) -> int:
    if not isinstance(value, dict | list):
        return 0
    inner = value.values() if isinstance(value, dict) else value
    return 1 + max(map(depth, inner), default=0)


LEAVES = st.none() | st.integers() | st.text('ab,:[]{}"\\\\ü', max_size=8)
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=5) | st.dictionaries(st.text('a,"\\', max_size=3), inner)
    ),
    max_leaves=20,
)


@given(TREES, st.integers(0, 4), st.integers(1, 30), st.booleans())
def test_what_is_counted_in_the_bytes_is_what_a_parser_finds(tree, deepest, most, plain):
    body = json.dumps(tree, ensure_ascii=plain).encode()
    empty = body.count(b"[]") + body.count(b"{}")  # may be counted as if they held something
    if counted(tree) + empty <= most and depth(tree) <= deepest:
        check_json(body, max_values=most, max_depth=deepest)
    elif counted(tree) > most or depth(tree) > deepest:
        with pytest.raises(HttpProblem):
            check_json(body, max_values=most, max_depth=deepest)


def test_as_many_values_as_there_may_be_are_let_through():
    check_json(json.dumps([1] * VALUES).encode(), max_values=VALUES, max_depth=1)
    with pytest.raises(HttpProblem):
        check_json(json.dumps([1] * (VALUES + 1)).encode(), max_values=VALUES, max_depth=1)
