"""Limits that two services keep for each other's sake, since neither can ask the other."""

import ast
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.architecture.source import SOURCE_FOLDERS

from billing.amounts.fields import MAX_NET_CENTS
from marketplace.bids.rules import MOST_PRICE_CENTS
from shared.settings import ServiceSettings


def test_every_price_that_can_win_can_be_invoiced() -> None:
    assert MOST_PRICE_CENTS <= MAX_NET_CENTS


def largest(schema: dict[str, Any], known: dict[str, Any]) -> tuple[float, float]:
    """How many keys and elements, and levels, a value of this schema may have at most."""
    if "$ref" in schema:
        return largest(known[schema["$ref"].rpartition("/")[2]], known)
    sizes = [
        largest(one, known) for kind in ("anyOf", "oneOf", "allOf") for one in schema.get(kind, ())
    ]
    properties = [largest(one, known) for one in schema.get("properties", {}).values()]
    if properties:
        # A property is a key and a value.
        sizes.append(
            (sum(2 + values for values, _ in properties), 1 + max(deep for _, deep in properties))
        )
    if isinstance(schema.get("additionalProperties"), dict):
        values, deep = largest(schema["additionalProperties"], known)
        keys = schema.get("propertyNames", {})
        if "$ref" in keys:
            keys = known[keys["$ref"].rpartition("/")[2]]
        most = len(keys["enum"]) if "enum" in keys else schema.get("maxProperties", math.inf)
        sizes.append((most * (2 + values), 1 + deep))
    if schema.get("type") == "array":
        values, deep = largest(schema["items"], known)
        sizes.append((schema.get("maxItems", math.inf) * (1 + values), 1 + deep))
    return max((size[0] for size in sizes), default=0), max((size[1] for size in sizes), default=0)


def bodies() -> Iterator[Any]:
    for path in sorted(Path("services").glob("*/openapi.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        known = document["components"]["schemas"]
        for route, operations in document["paths"].items():
            for method, operation in operations.items():
                content = operation.get("requestBody", {}).get("content", {})
                if "application/json" in content:
                    schema = content["application/json"]["schema"]
                    yield pytest.param(schema, known, id=f"{method} {route}")


@pytest.mark.parametrize(("schema", "known"), list(bodies()))
def test_the_largest_legal_body_is_not_too_complex(
    schema: dict[str, Any], known: dict[str, Any]
) -> None:
    fields = ServiceSettings.model_fields
    values, depth = largest(schema, known)
    assert values <= fields["max_body_values"].default
    assert depth <= fields["max_body_depth"].default


def test_every_server_bounds_what_a_request_has_beside_its_body() -> None:
    servers = [
        call
        for folder in SOURCE_FOLDERS.values()
        for path in folder.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and ast.unparse(call.func) in {"uvicorn.run", "uvicorn.Config"}
    ]
    protocols = [{word.arg: ast.unparse(word.value) for word in call.keywords} for call in servers]
    assert len(servers) == 4
    assert all("Bounded" in given.get("http", "") for given in protocols), protocols
