"""What goes over the wire, byte for byte: one reading of each request, and HTTP's own methods."""

import json
from typing import Any

import pytest


def parts(answer: bytes) -> tuple[int, dict[str, str], bytes]:
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    return int(first.split(" ")[1]), headers, body


def request(first: str, *headers: str) -> bytes:
    return "\r\n".join([first, *headers, "Connection: close", "", ""]).encode()


@pytest.mark.parametrize("path", ["/livez", "/docs", "/v1/search/x", "/v1/openapi.json"])
@pytest.mark.parametrize(
    "hosts",
    [
        *([], ["Host: a", "Host: a"], ["Host: a", "Host: b"]),
        *([f"Host: {host}"] for host in ("", "a b", "a/b", "a@b", "a, b", "a:99999999")),
    ],
)
async def test_a_request_without_one_host_that_is_one_is_refused(
    running: Any, path: str, hosts: list[str]
) -> None:
    status, headers, body = parts(await running.raw(request(f"GET {path} HTTP/1.1", *hosts)))
    assert status == 400
    assert headers["content-type"] == "application/problem+json"
    assert json.loads(body)["code"] == "malformed_request"
    assert running.service.seen == []


async def test_a_request_of_http_1_0_needs_no_host(running: Any) -> None:
    assert parts(await running.raw(request("GET /livez HTTP/1.0")))[0] == 200


@pytest.mark.parametrize("line", ["GET /livez", "GET /livez HTTP/0.9", "GET /livez HTTP/3.7"])
async def test_a_request_without_a_version_that_we_speak_is_refused(
    running: Any, line: str
) -> None:
    assert parts(await running.raw(request(line, "Host: a")))[0] == 400


@pytest.mark.parametrize(
    "path", ["/livez", "/docs", "/docs/swagger-ui.css", "/v1/openapi.json", "/"]
)
async def test_head_answers_as_get_does_without_a_body(running: Any, path: str) -> None:
    asked = parts(await running.raw(request(f"HEAD {path} HTTP/1.1", "Host: a")))
    got = parts(await running.raw(request(f"GET {path} HTTP/1.1", "Host: a")))
    changing = {"x-request-id", "date", "ratelimit"}
    assert asked[0] == got[0] < 400
    assert asked[2] == b""
    assert {k: v for k, v in asked[1].items() if k not in changing} == {
        k: v for k, v in got[1].items() if k not in changing
    }
    assert int(asked[1]["content-length"]) == len(got[2])


async def test_head_tells_whether_the_gateway_is_ready(running: Any) -> None:
    asked, got = await running.client.head("/readyz"), await running.client.get("/readyz")
    assert asked.status_code == got.status_code
    assert asked.content == b""


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/docs", "/v1/openapi.json"])
async def test_options_and_a_405_of_our_own_pages_tell_their_methods(
    running: Any, path: str
) -> None:
    status, headers, body = parts(await running.raw(request(f"OPTIONS {path} HTTP/1.1", "Host: a")))
    assert (status, headers["allow"], body) == (204, "GET, HEAD, OPTIONS", b"")
    for method in ("POST", "DELETE"):
        refused = parts(await running.raw(request(f"{method} {path} HTTP/1.1", "Host: a")))
        assert (refused[0], refused[1]["allow"]) == (405, "GET, HEAD, OPTIONS")


async def test_options_of_a_services_path_is_answered_by_the_service(running: Any) -> None:
    await running.client.options("/v1/search/x")
    assert running.service.seen[-1].method == "OPTIONS"
    running.service.answers("/v1/search/y", 204, b"", {"allow": "GET, HEAD, OPTIONS"})
    answer = await running.client.options("/v1/search/y")
    assert (answer.status_code, answer.headers["allow"]) == (204, "GET, HEAD, OPTIONS")


async def test_a_head_of_too_many_fields_is_refused(running: Any) -> None:
    fields = ["X-A: a"] * 5_000
    status, _, body = parts(
        await running.raw(request("GET /v1/search/x HTTP/1.1", "Host: a", *fields))
    )
    assert (status, json.loads(body)["code"]) == (431, "head_too_large")
    assert running.service.seen == []


@pytest.mark.parametrize("line", ["TRACE /livez", "TRACE /v1/search/x", "CONNECT a:80"])
async def test_trace_and_connect_are_not_implemented(running: Any, line: str) -> None:
    secret = "Authorization: Bearer do-not-repeat"
    answer = await running.raw(request(f"{line} HTTP/1.1", "Host: a:80", secret))
    assert parts(answer)[0] in {405, 501}
    assert b"do-not-repeat" not in answer
    assert running.service.seen == []


@pytest.mark.parametrize(
    "named",
    ["Authorization", "close, authorization", "X-API-Key", "Host", "Idempotency-Key", "If-Match"],
)
async def test_no_header_for_everybody_is_hidden_from_the_service(running: Any, named: str) -> None:
    answer = await running.client.get(
        "/v1/marketplace/orders",
        headers={"connection": named, "authorization": f"Bearer {running.keys.token()}"},
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed_request")
    assert running.service.seen == []
