"""Generated requests to every operation of the merged document, through the real gateway.

Nothing may answer with a 5xx, whatever is answered must be what the document says, and what
contradicts the document must be refused. The seed is fixed: the same code gets the same
requests, run after run.
"""

import json
from hashlib import sha256
from itertools import product
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.api.world import World

from gateway.reference.document import INFO
from gateway.reference.merging import merge

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
EXAMPLES = 6
"""For each operation, beside the boundary values of every parameter and field."""
CALLERS = ("manager", "board", "buyer", "maker", "nobodys", "machine", "nobody")
BUSINESS_OF: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("/feeds/", ("machine",)),
    ("/dead-letters", ("manager",)),
    ("/registry/applications", ("manager", "board", "maker")),
    ("/registry/leaving-requests", ("leaver", "manager")),
    ("/registry/", ("manager", "maker")),
    ("/marketplace/tenders/{tender_id}/bids", ("maker", "buyer")),
    ("/marketplace/tenders", ("buyer",)),
    ("/marketplace/lots", ("buyer",)),
    ("/quality-score", ("buyer",)),
    ("/marketplace/", ("maker", "buyer")),
    ("/billing/invoicing-runs", ("machine", "manager")),
    ("/billing/", ("manager", "maker", "buyer")),
)
AS_NOBODY = frozenset(
    {
        "registry_end_login",
        "registry_end_other_logins",
        "registry_log_out",
        "registry_revoke_tokens",
    }
)
"""Operations that would take the tokens of all the following requests away."""

SERVICES = ("registry", "marketplace", "search", "billing")


def committed_document() -> dict[str, Any]:
    """The services' committed documents, merged as the gateway does it."""
    folder = Path(__file__).resolve().parents[2] / "services"
    documents = {
        name: json.loads((folder / name / "openapi.json").read_text(encoding="utf-8"))
        for name in SERVICES
    }
    return merge(documents, info=INFO, servers=[{"url": "/"}])


schema = schemathesis.openapi.from_dict(committed_document())
# Methods that a path does not have are the gateway's and the services' own tests.
schema.config.phases.coverage.unexpected_methods = set()
# What contradicts the document may be refused with any 4xx, 412 and 428 among them.
schema.config.checks.negative_data_rejection.expected_statuses = ["4xx"]


def _chance(case: schemathesis.Case, purpose: str) -> int:
    """A number that follows from the case alone, so that a failure comes again."""
    text = f"{purpose}{case.method}{case.path}{case.path_parameters}{case.query}{case.body!r}"
    return int.from_bytes(sha256(text.encode("utf-8", "surrogatepass")).digest()[:8], "big")


def _caller(case: schemathesis.Case) -> str:
    """Mostly somebody whose business it is, sometimes a stranger or nobody."""
    suited = next((callers for part, callers in BUSINESS_OF if part in case.path), CALLERS)
    among = suited if _chance(case, "stranger") % 4 else CALLERS
    return among[_chance(case, "who") % len(among)]


def _aim(case: schemathesis.Case, world: World) -> dict[str, str]:
    """Point a case at things that exist, more often than not; return who asks, as headers."""
    sound = case.meta is None or not any(
        part.mode.is_negative for part in case.meta.components.values()
    )
    for name in (case.path_parameters or {}) if sound else ():
        known = world.ids.get(name)
        if known and _chance(case, name) % 4:
            case.path_parameters[name] = known[_chance(case, f"which {name}") % len(known)]
    headers: dict[str, str] = {}
    given: Any = case.headers or {}
    if sound and "Idempotency-Key" in given and _chance(case, "key") % 4:
        headers["Idempotency-Key"] = str(uuid4())
    # What is generated for the locks of the document is no credential of anybody.
    for lock in ("Authorization", "X-API-Key"):
        given.pop(lock, None)
    who = _caller(case)
    if case.operation.definition.raw.get("operationId") in AS_NOBODY:
        who = "nobody"
    if who in world.tokens:
        headers["Authorization"] = f"Bearer {world.tokens[who]}"
    if sound and case.method == "PATCH" and _chance(case, "version") % 4:
        current = world.client.get(case.formatted_path, headers=headers)
        headers["If-Match"] = current.headers.get("etag", '"v1"')
    return headers


READABLE = [
    operation
    for operation in (result.ok() for result in schema.get_all_operations())
    if operation.method == "get"
]
SELDOM = frozenset({"letter_id", "exclusion_id"})
"""What does not exist in a world where nothing goes wrong."""


@pytest.mark.parametrize("operation", READABLE, ids=lambda operation: operation.label)
def test_what_exists_is_shown_as_the_document_says(operation: Any, world: World) -> None:
    names = [parameter.name for parameter in operation.path_parameters]
    statuses = set()
    for ids in product(*(world.ids[name] for name in names)):
        for who in CALLERS:
            case = operation.Case(path_parameters=dict(zip(names, ids, strict=True)))
            token = world.tokens.get(who)
            response = case.call_and_validate(
                base_url=str(world.client.base_url),
                headers={"Authorization": f"Bearer {token}"} if token else {},
                checks=CHECKS,
                timeout=30,
            )
            statuses.add(response.status_code)
    assert 200 in statuses or SELDOM.intersection(names)


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@pytest.mark.timeout(600)
def test_every_operation_answers_as_the_document_says(
    case: schemathesis.Case, world: World
) -> None:
    case.call_and_validate(
        base_url=str(world.client.base_url),
        headers=_aim(case, world),
        checks=CHECKS,
        timeout=30,
    )


def test_the_gateway_serves_the_same_document(world: World) -> None:
    """The services' committed documents, merged, are what clients get."""
    served = world.client.get("/v1/openapi.json").json()
    committed = committed_document()
    assert {name: about["status"] for name, about in served["x-services"].items()} == dict.fromkeys(
        SERVICES, "ok"
    )
    for path, item in committed["paths"].items():
        assert served["paths"][path] == item, path
    assert served["components"]["securitySchemes"] == committed["components"]["securitySchemes"]
