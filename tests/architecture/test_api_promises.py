"""What every API document promises, whichever service it describes.

Read from the committed documents; each service's own tests hold those against its routes.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from tests.architecture.source import ROOT, SERVICES

WITHOUT_A_KEY = {
    # What is answered is a secret, which is not kept to be shown twice; a second token is as
    # good as the first, and a refresh token that is used twice must end the login.
    "POST /v1/registry/sessions",
    "POST /v1/registry/sessions/refresh",
    "POST /v1/registry/oauth/token",
    "POST /v1/registry/api-keys/exchange",
    # What they show is shown once; a second time voids what the first one made.
    "POST /v1/registry/second-factors",
    "POST /v1/registry/recovery-codes",
    # A code works once; and of a body with a password no hash may be kept.
    "POST /v1/registry/accounts/confirmation",
    "POST /v1/registry/me/email",
    "POST /v1/registry/me/email/confirmation",
    "POST /v1/registry/email-restorations",
    "POST /v1/registry/second-factors/{factor_id}/confirmation",
    "POST /v1/registry/sessions/current/second-factor",
    "POST /v1/registry/me/erasure",
    # It writes nothing, and no copy of somebody's data is kept.
    *(f"POST /v1/{service}/me/export" for service in ("registry", "marketplace", "billing")),
    "POST /v1/registry/password-resets/confirmation",
    "POST /v1/registry/invitations/lookup",
    "POST /v1/registry/invitations/acceptance",
    "POST /v1/registry/invitations/refusal",
    # It computes, and writes nothing.
    "POST /v1/billing/price-previews",
    # Sends what is in the queue of dead letters now; a second time there is nothing to send.
    "POST /v1/registry/dead-letters/resend",
    "POST /v1/marketplace/dead-letters/resend",
    "POST /v1/search/dead-letters/resend",
    "POST /v1/billing/dead-letters/resend",
}
PAGED_OTHERWISE = {
    # A position in the log and not a cursor, so that a reader can keep it for ever.
    *(f"GET /v1/{service}/feeds/events" for service in ("registry", "marketplace", "billing")),
    # A queue shows what it holds; the broker has no order to go on from.
    *(f"GET /v1/{service}/dead-letters" for service in SERVICES),
    # Who verifies tokens needs them all at once; none is listed longer than a token lives.
    "GET /v1/registry/revocations",
    # The seven offices that there are, each with its figures.
    "GET /v1/registry/offices",
    # The few kinds of matters that the board votes on.
    "GET /v1/registry/board-vote-policies",
    # Of a board of seven.
    "GET /v1/registry/board-votes/{vote_id}/electors",
}


@dataclass(frozen=True)
class Operation:
    """One operation of a document, with its parameters by their names in lower case."""

    name: str
    about: dict[str, Any]
    components: dict[str, Any]

    @property
    def parameters(self) -> dict[str, dict[str, Any]]:
        return {one["name"].lower(): one for one in self.about.get("parameters", [])}

    def answer(self) -> dict[str, Any]:
        """The schema of what it answers when all is well, its reference followed."""
        for status, response in self.about["responses"].items():
            if status.startswith("2"):
                schema = response.get("content", {}).get("application/json", {}).get("schema", {})
                reference = schema.get("$ref", "").rpartition("/")[2]
                return dict(self.components["schemas"].get(reference, schema))
        return {}


def _operations() -> Iterator[Operation]:
    for service in SERVICES:
        text = (ROOT / "services" / service / "openapi.json").read_text(encoding="utf-8")
        document = json.loads(text)
        for path, methods in document["paths"].items():
            for method, about in methods.items():
                yield Operation(f"{method.upper()} {path}", about, document["components"])


OPERATIONS = tuple(_operations())


def test_every_post_that_creates_or_decides_demands_an_idempotency_key() -> None:
    without = {
        one.name
        for one in OPERATIONS
        if one.name.startswith("POST ")
        and not one.parameters.get("idempotency-key", {}).get("required")
    }
    assert without == WITHOUT_A_KEY


def test_every_change_of_what_exists_names_the_version_it_was_decided_on() -> None:
    changes = [one for one in OPERATIONS if one.name.startswith("PATCH ")]
    assert len(changes) >= 4
    assert [one.name for one in changes if "if-match" not in one.parameters] == []


def test_every_list_is_paged_by_a_cursor_and_a_limit() -> None:
    lists = [one for one in OPERATIONS if "items" in one.answer().get("properties", {})]
    assert len(lists) >= 20
    assert {
        one.name
        for one in lists
        if not {"cursor", "limit"} <= one.parameters.keys()
        or "next" not in one.answer()["properties"]
    } == PAGED_OTHERWISE


def test_a_limit_is_between_1_and_200_everywhere() -> None:
    bounds = {
        one.name: (limit.get("minimum"), limit.get("maximum"))
        for one in OPERATIONS
        if (limit := one.parameters.get("limit", {}).get("schema"))
    }
    assert {name: found for name, found in bounds.items() if found[0] != 1} == {}
    assert {
        name: found
        for name, found in bounds.items()
        if found != (1, 200) and name not in PAGED_OTHERWISE
    } == {}


@pytest.mark.parametrize("status", ["4XX", "503"])
def test_every_refusal_is_documented_as_a_problem(status: str) -> None:
    assert [
        one.name
        for one in OPERATIONS
        if "application/problem+json"
        not in one.about["responses"].get(status, {}).get("content", {})
    ] == []


def test_every_operation_has_an_id_of_its_own_that_begins_with_its_service() -> None:
    ids = [one.about["operationId"] for one in OPERATIONS]
    assert len(set(ids)) == len(ids)
    assert [
        one.name
        for one in OPERATIONS
        if not one.about["operationId"].startswith(f"{one.name.split('/')[2]}_")
    ] == []
