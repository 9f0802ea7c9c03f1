"""What passes through the gateway, in both directions, and what happens when it cannot."""

import asyncio
import gzip
import socket
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.types import Receive, Scope, Send

PROBLEM = "application/problem+json"


async def test_a_request_reaches_the_service_as_it_was_made(running: Any) -> None:
    answer = await running.client.request(
        "PATCH",
        "/v1/marketplace/tenders/1?limit=5&q=%C4%ABre+x&q=2",
        content=b'{"a": 1}',
        headers={"content-type": "application/json", "if-match": '"v3"', "x-own": "a"},
    )
    assert answer.status_code == 200
    (seen,) = running.service.seen
    assert (seen.method, seen.path) == ("PATCH", "/v1/marketplace/tenders/1")
    assert seen.query == "limit=5&q=%C4%ABre+x&q=2"
    assert seen.body == b'{"a": 1}'
    assert seen.header("content-type") == "application/json"
    assert seen.header("if-match") == '"v3"'
    assert seen.header("content-length") == "8"


@pytest.mark.parametrize("service", ["registry", "marketplace", "search", "billing"])
async def test_each_service_is_reached_by_its_own_name(running: Any, service: str) -> None:
    answer = await running.client.get(f"/v1/{service}/things")
    assert answer.json()["path"] == f"/v1/{service}/things"


async def test_the_answer_comes_back_as_the_service_gave_it(running: Any) -> None:
    body = gzip.compress(b"hello")
    running.service.answers(
        "/v1/search/documents",
        418,
        body,
        {
            "content-encoding": "gzip",
            "etag": '"v1"',
            "link": "<x>; rel=next",
            "allow": "GET, POST",
            "connection": "x-private",
            "x-private": "secret",
            "keep-alive": "timeout=5",
        },
    )
    async with running.client.stream("GET", "/v1/search/documents") as answer:
        raw = b"".join([chunk async for chunk in answer.aiter_raw()])
    assert answer.status_code == 418
    assert raw == body
    assert answer.headers["etag"] == '"v1"'
    assert answer.headers["link"] == "<x>; rel=next"
    assert answer.headers["allow"] == "GET, POST"
    assert "x-private" not in answer.headers
    assert "keep-alive" not in answer.headers


async def test_headers_of_one_connection_stay_on_it(running: Any) -> None:
    await running.client.get(
        "/v1/search/x",
        headers={
            "connection": "close, x-mine",
            "x-mine": "1",
            "te": "trailers",
            "proxy-authorization": "Basic abc",
            "upgrade": "h2c",
        },
    )
    names = {name for name, _ in running.service.seen[0].headers}
    assert names.isdisjoint({"x-mine", "te", "proxy-authorization", "upgrade", "expect"})


async def test_what_a_client_claims_about_its_origin_is_dropped(running: Any) -> None:
    await running.client.get(
        "/v1/search/x",
        headers={
            "x-forwarded-for": "1.2.3.4",
            "x-forwarded-proto": "https",
            "x-forwarded-host": "evil.example",
            "forwarded": "for=1.2.3.4",
            "x-real-ip": "1.2.3.4",
            "host": "api.example:8000",
        },
    )
    seen = running.service.seen[0]
    assert seen.header("x-forwarded-for") == "127.0.0.1"
    assert seen.header("x-forwarded-proto") == "http"
    assert seen.header("x-forwarded-host") == "api.example:8000"
    assert seen.header("forwarded") == 'for=127.0.0.1;proto=http;host="api.example:8000"'
    assert seen.header("x-real-ip") is None


async def test_a_trusted_proxy_is_believed_up_to_the_first_stranger(start_gateway: Any) -> None:
    running = await start_gateway(trusted_proxies="127.0.0.0/8,10.0.0.0/8")
    answer = await running.client.get(
        "/v1/search/x",
        headers={
            "x-forwarded-for": "6.6.6.6, 9.8.7.6, 10.0.0.3",
            "x-forwarded-proto": "https",
            "x-forwarded-host": "api.avt.example",
        },
    )
    seen = running.service.seen[0]
    assert seen.header("x-forwarded-for") == "9.8.7.6"
    assert seen.header("x-forwarded-proto") == "https"
    assert seen.header("x-forwarded-host") == "api.avt.example"
    assert answer.headers["strict-transport-security"].startswith("max-age=")


async def test_an_answer_is_passed_on_while_it_is_still_being_made(running: Any) -> None:
    more = asyncio.Event()

    async def slowly(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"first", "more_body": True})
        await more.wait()
        await send({"type": "http.response.body", "body": b"second"})

    running.service.routes["/v1/search/stream"] = slowly
    async with running.client.stream("GET", "/v1/search/stream") as answer:
        chunks = answer.aiter_raw()
        assert await anext(chunks) == b"first"
        more.set()
        assert await anext(chunks) == b"second"


async def test_a_big_answer_comes_through_whole(running: Any) -> None:
    body = bytes(range(256)) * 40_000
    running.service.answers("/v1/billing/invoices/1/pdf", 200, body)
    answer = await running.client.get("/v1/billing/invoices/1/pdf")
    assert answer.content == body


async def test_a_client_that_reads_nothing_does_not_keep_the_services_connection(
    start_gateway: Any,
) -> None:
    running = await start_gateway(connections_per_service=1, reading_timeout=0.3)
    running.service.answers("/v1/billing/big", 200, b"x" * 20_000_000)
    address = urlsplit(str(running.client.base_url))
    with socket.create_connection((address.hostname, address.port)) as deaf:
        deaf.sendall(b"GET /v1/billing/big HTTP/1.1\r\nHost: gateway\r\n\r\n")
        await asyncio.sleep(0.1)
        answer = await running.client.get("/v1/billing/small")
    assert answer.status_code == 200


@pytest.mark.parametrize(("method", "status"), [("HEAD", 200), ("GET", 204), ("GET", 304)])
async def test_answers_without_a_body_keep_none(running: Any, method: str, status: int) -> None:
    running.service.answers("/v1/search/x", status, b"", {"content-length": "0", "etag": '"v1"'})
    for _ in range(2):  # the second shows that the connections are still in step
        answer = await running.client.request(method, "/v1/search/x")
        assert answer.status_code == status
        assert answer.content == b""
        assert answer.headers["etag"] == '"v1"'


async def test_redirects_are_for_the_client_to_follow(running: Any) -> None:
    running.service.answers("/v1/search/x", 307, b"", {"location": "/v1/search/y"})
    answer = await running.client.get("/v1/search/x")
    assert (answer.status_code, answer.headers["location"]) == (307, "/v1/search/y")


async def test_a_body_announced_over_the_limit_never_reaches_the_service(
    start_gateway: Any,
) -> None:
    running = await start_gateway(max_body_bytes=1000)
    answer = await running.client.post("/v1/marketplace/tenders", content=b"x" * 1001)
    assert answer.status_code == 413
    assert answer.json()["code"] == "content_too_large"
    assert answer.headers["content-type"] == PROBLEM
    assert running.service.seen == []
    within = await running.client.post("/v1/marketplace/tenders", content=b"x" * 1000)
    assert within.status_code == 200


async def test_a_chunked_body_over_the_limit_is_refused_while_it_comes(
    start_gateway: Any,
) -> None:
    running = await start_gateway(max_body_bytes=1000)

    async def body() -> Any:
        for _ in range(20):
            yield b"x" * 100
            await asyncio.sleep(0.01)

    answer = await running.client.post("/v1/marketplace/tenders", content=body())
    assert answer.status_code == 413
    assert answer.json()["code"] == "content_too_large"
    assert all(len(seen.body) < 2000 for seen in running.service.seen)


@pytest.mark.parametrize("chunked", [False, True])
async def test_a_client_with_ten_megabytes_still_hears_why_not(running: Any, chunked: bool) -> None:
    async def pieces() -> Any:
        for _ in range(160):
            yield b"x" * 65_536

    content = pieces() if chunked else b"x" * 10_485_760
    answer = await running.client.post("/v1/marketplace/tenders", content=content)
    assert (answer.status_code, answer.json()["code"]) == (413, "content_too_large")
    assert (await running.client.get("/v1/search/x")).status_code == 200


async def test_two_lengths_are_refused(running: Any) -> None:
    answer = await running.raw(
        b"POST /v1/search/x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n"
        b"Connection: close\r\n\r\nabcd"
    )
    assert b" 400 " in answer.split(b"\r\n")[0]
    assert running.service.seen == []


async def test_a_length_beside_chunks_is_refused(running: Any) -> None:
    answer = await running.raw(
        b"POST /v1/search/x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
        b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    )
    assert b" 400 " in answer.split(b"\r\n")[0]
    assert running.service.seen == []


async def test_a_client_that_stops_sending_is_told_so(start_gateway: Any) -> None:
    running = await start_gateway(upload_timeout=0.1)
    answer = await running.raw(
        b"POST /v1/search/x HTTP/1.1\r\nHost: a\r\nContent-Length: 30\r\n"
        b"Connection: close\r\n\r\nabc"
    )
    assert b" 408 " in answer.split(b"\r\n")[0]
    assert b"upload_too_slow" in answer


async def test_a_service_that_is_down_is_a_503_with_a_time_to_come_back(
    start_gateway: Any,
) -> None:
    running = await start_gateway(billing_url="http://127.0.0.1:1")
    answer = await running.client.get("/v1/billing/invoices")
    assert answer.status_code == 503
    assert answer.headers["content-type"] == PROBLEM
    assert int(answer.headers["retry-after"]) > 0
    assert answer.json()["code"] == "service_unavailable"
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert (await running.client.get("/v1/search/x")).status_code == 200


async def test_a_service_that_is_silent_is_a_504(start_gateway: Any) -> None:
    running = await start_gateway(answer_timeout=0.1)

    async def silence(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(1)

    running.service.routes["/v1/search/slow"] = silence
    answer = await running.client.get("/v1/search/slow")
    assert (answer.status_code, answer.json()["code"]) == (504, "service_too_slow")


@pytest.mark.parametrize("nonsense", [b"", b"this is not HTTP\r\n\r\n", b"HTTP/1.1 200 OK\r\nX"])
async def test_a_service_that_answers_nonsense_is_a_502(
    start_gateway: Any, nonsense: bytes
) -> None:
    async def answer_nonsense(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(nonsense)
        writer.close()

    server = await asyncio.start_server(answer_nonsense, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        running = await start_gateway(search_url=f"http://127.0.0.1:{port}")
        answer = await running.client.post("/v1/search/x", content=b"{}")
        assert (answer.status_code, answer.json()["code"]) == (502, "service_broke_off")
        await running.client.aclose()


async def test_an_answer_that_breaks_off_is_never_passed_off_as_whole(running: Any) -> None:
    async def break_off(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})

    running.service.routes["/v1/search/half"] = break_off
    with pytest.raises(httpx.RemoteProtocolError):
        await running.client.get("/v1/search/half")


async def test_the_work_for_a_client_that_left_is_given_up(running: Any) -> None:
    working, given_up = asyncio.Event(), asyncio.Event()

    async def work(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        working.set()
        while (await receive())["type"] != "http.disconnect":
            pass
        given_up.set()

    running.service.routes["/v1/search/long"] = work
    request = asyncio.create_task(running.client.get("/v1/search/long"))
    await asyncio.wait_for(working.wait(), 5)
    request.cancel()
    await asyncio.wait_for(given_up.wait(), 5)
    text = running.app.metrics.text().decode()
    for _ in range(50):
        if "gateway_clients_gone_total 1.0" in text:
            break
        await asyncio.sleep(0.02)
        text = running.app.metrics.text().decode()
    assert "gateway_clients_gone_total 1.0" in text
    assert "gateway_requests_in_flight 0.0" in text


async def test_many_requests_at_once_do_not_mix(start_gateway: Any) -> None:
    running = await start_gateway(rate_anonymous="10000/minute", connections_per_service=20)
    answers = await asyncio.gather(
        *(
            running.client.post(f"/v1/search/{number}", content=b"x" * number)
            for number in range(200)
        )
    )
    assert [(a.json()["path"], a.json()["size"]) for a in answers] == [
        (f"/v1/search/{number}", number) for number in range(200)
    ]


@pytest.mark.parametrize(
    "path", ["/v1", "/v1/", "/v1/registry", "/v1/nothing/x", "/v2/registry/x", "//v1/registry/x"]
)
async def test_a_path_of_no_service_is_a_404_problem(running: Any, path: str) -> None:
    answer = await running.raw(
        f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode()
    )
    assert b" 404 " in answer.split(b"\r\n")[0]
    assert b"no_such_route" in answer
    assert running.service.seen == []


@pytest.mark.parametrize(
    "path",
    [
        "/v1/search/../registry/x",
        "/v1/search/%2e%2e/registry/x",
        "/v1/search/.%2E/registry/x",
        "/v1/search/a%2fb",
        "/v1/search/a%5cb",
        "/v1/search/a\\b",
        "/v1/search/%00",
        "/v1/search/%0d%0aX-Evil:1",
        "/v1/search/%zz",
        "/v1/search/%ff",
        "/docs/../v1/search/x",
    ],
)
async def test_a_path_that_can_be_read_in_two_ways_is_refused(running: Any, path: str) -> None:
    answer = await running.raw(
        f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode()
    )
    assert b" 400 " in answer.split(b"\r\n")[0]
    assert running.service.seen == []


async def test_one_path_has_one_spelling_behind_the_gateway(running: Any) -> None:
    await running.raw(
        b"GET /v1/%73earch/%C4%ABre%20x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    )
    assert running.service.seen[0].path == "/v1/search/%C4%ABre%20x"
