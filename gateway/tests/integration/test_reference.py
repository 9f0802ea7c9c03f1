"""The merged document and the page that shows it."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import schemathesis

from gateway.reference.page import ASSETS

GATEWAY = Path(__file__).resolve().parents[2]


def document(name: str) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {"title": name, "version": "1"},
        "paths": {
            f"/v1/{name}/things": {
                "get": {"responses": {"200": {"description": "ok"}}, "tags": ["things"]}
            }
        },
    }


@pytest.fixture
async def documented(start_gateway: Any) -> Any:
    running = await start_gateway(reference_max_age=0, billing_url="http://127.0.0.1:1")
    for name in ("registry", "marketplace", "search"):
        running.service.answers(f"/v1/{name}/openapi.json", 200, document(name))
    return running


async def test_one_document_describes_all_services(documented: Any) -> None:
    answer = await documented.client.get("/v1/openapi.json")
    merged = answer.json()
    assert answer.headers["content-type"] == "application/json"
    assert {"/v1/registry/things", "/v1/search/things", "/readyz"} <= set(merged["paths"])
    assert merged["x-services"]["billing"]["status"] == "missing"
    assert "it cannot be reached" in merged["info"]["description"]
    schema = schemathesis.openapi.from_dict(merged)
    assert len(list(schema.get_all_operations())) >= 6


async def test_a_client_that_has_the_document_is_told_so(documented: Any) -> None:
    first = await documented.client.get("/v1/openapi.json")
    again = await documented.client.get(
        "/v1/openapi.json", headers={"if-none-match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


async def test_a_service_that_went_away_is_shown_as_it_was(documented: Any) -> None:
    await documented.client.get("/v1/openapi.json")
    documented.service.answers("/v1/search/openapi.json", 503, {})
    merged = (await documented.client.get("/v1/openapi.json")).json()
    assert "/v1/search/things" in merged["paths"]
    assert merged["x-services"]["search"]["status"] == "ok"


@pytest.mark.parametrize("nonsense", [b"not json", b"[]", b"{}"])
async def test_a_document_that_cannot_be_read_spoils_only_itself(
    documented: Any, nonsense: bytes
) -> None:
    documented.service.answers("/v1/search/openapi.json", 200, nonsense)
    merged = (await documented.client.get("/v1/openapi.json")).json()
    assert merged["x-services"]["search"]["reason"] == "its document could not be read"
    assert "/v1/registry/things" in merged["paths"]


async def test_the_page_loads_nothing_from_elsewhere(running: Any) -> None:
    answer = await running.client.get("/docs")
    assert answer.status_code == 200
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    loaded = re.findall(r'(?:src|href)="([^"]+)"', answer.text)
    assert loaded
    for path in loaded:
        assert path.startswith("/")
    for path in (path for path in loaded if path.startswith("/docs/")):
        file = await running.client.get(path)
        assert file.status_code == 200
        assert file.content == (ASSETS / path.rpartition("/")[2]).read_bytes()
        assert file.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", ["LICENSE.exe", "page.py", "__init__.py", "%2e%2e", "nothing.js"])
async def test_no_other_file_is_given_away(running: Any, name: str) -> None:
    assert (await running.client.get(f"/docs/{name}")).status_code in {400, 404}


async def test_the_licence_of_the_page_lies_beside_it() -> None:
    assert "Apache License" in (ASSETS / "LICENSE").read_text(encoding="utf-8")
    assert "SmartBear" in (ASSETS / "NOTICE").read_text(encoding="utf-8")


async def test_people_who_only_know_the_address_are_led_to_the_reference(running: Any) -> None:
    answer = await running.client.get("/")
    assert (answer.status_code, answer.headers["location"]) == (307, "/docs")


def test_the_committed_document_of_the_gateway_is_current() -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "gateway", "openapi"],
        capture_output=True,
        check=True,
        cwd=GATEWAY.parent / "docs",
    ).stdout
    committed = (GATEWAY / "openapi.json").read_bytes()
    assert json.loads(printed) == json.loads(committed)
