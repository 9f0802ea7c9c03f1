"""Heads of requests, as the server under the gateway bounds them: in size and in time."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from gateway.serving import BoundedHttp

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]
GET = b"GET /livez HTTP/1.1\r\nHost: a\r\n"


class Hasty(BoundedHttp):
    """As in production, but without the patience."""

    HEAD_SECONDS = 0.3


@asynccontextmanager
async def connected(running: Any) -> AsyncIterator[Connection]:
    host, port = running.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        yield reader, writer
    finally:
        writer.close()


async def closed_within(reader: asyncio.StreamReader, seconds: float) -> bytes:
    """Return what still came before the server closed; TimeoutError when it does not."""
    return await asyncio.wait_for(reader.read(), seconds)


async def send_on(writer: asyncio.StreamWriter, piece: bytes) -> None:
    while True:
        writer.write(piece)
        await asyncio.sleep(0.02)


async def test_headers_up_to_the_limit_pass(running: Any) -> None:
    answer = await running.raw(
        GET + b"X-A: " + b"a" * 30_000 + b"\r\nX-B: " + b"b" * 30_000 + b"\r\n"
        b"Connection: close\r\n\r\n"
    )
    assert answer.startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("line", [b"X-A: " + b"a" * 2_000_000, b"X-A: a\r\n" * 20_000])
async def test_a_head_over_the_limit_is_refused_with_a_problem(running: Any, line: bytes) -> None:
    answer = await running.raw(GET + line)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 431 ")
    assert b"connection: close" in head
    assert b"application/problem+json" in head
    assert json.loads(body)["code"] == "head_too_large"


async def test_an_endless_request_line_is_refused(running: Any) -> None:
    answer = await running.raw(b"GET /v1/search/" + b"x" * 200_000)
    assert answer.startswith(b"HTTP/1.1 431 ")


async def test_endless_trailers_end_the_connection(running: Any) -> None:
    answer = await running.raw(
        b"POST /v1/search/x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"3\r\nabc\r\n0\r\n" + b"X-T: t\r\n" * 40_000
    )
    assert answer.startswith(b"HTTP/1.1 431 ")
    assert running.service.seen == []


@pytest.mark.parametrize("path", [b"/v1/search/x", b"/v1/nowhere"])
async def test_a_body_of_one_byte_chunks_ends_the_connection_early(
    running: Any, path: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed = 0
    original = HttpToolsProtocol.on_body

    def noted(self: HttpToolsProtocol, body: bytes) -> None:
        nonlocal parsed
        parsed += 1
        original(self, body)

    monkeypatch.setattr(HttpToolsProtocol, "on_body", noted)
    head = b"POST %s HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" % path
    async with connected(running) as (reader, writer):
        writer.write(head + b"1\r\n{\r\n" * 1_000_000)
        status = (await asyncio.wait_for(reader.readline(), 10)).split(b" ")[1]
        with contextlib.suppress(ConnectionError):
            await closed_within(reader, 10)
    assert status == (b"413" if path == b"/v1/search/x" else b"404")
    assert parsed < 60_000
    assert running.service.seen == []


async def test_a_large_body_right_behind_a_head_is_not_taken_for_one(running: Any) -> None:
    body = b"x" * 1_000_000
    answer = await running.raw(
        b"POST /v1/search/x HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n"
        b"Connection: close\r\n\r\n" + body
    )
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert running.service.seen[0].body == body


async def test_what_is_no_http_is_refused_with_a_problem(running: Any) -> None:
    answer = await running.raw(b"NONSENSE\r\n\r\n")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert json.loads(body)["code"] == "malformed_request"


@pytest.mark.parametrize("beginning", [b"", b"G", GET, GET + b"X-A: a"])
async def test_a_head_that_does_not_end_closes_the_connection(
    start_gateway: Any, beginning: bytes
) -> None:
    running = await start_gateway(http=Hasty)
    async with connected(running) as (reader, writer):
        writer.write(beginning)
        assert await closed_within(reader, 3) == b""


@pytest.mark.parametrize("piece", [b"a", b"X-A: a\r\n"])
async def test_a_head_that_comes_in_drops_has_no_more_time(
    start_gateway: Any, piece: bytes
) -> None:
    running = await start_gateway(http=Hasty)
    async with connected(running) as (reader, writer):
        writer.write(GET)
        talking = asyncio.create_task(send_on(writer, piece))
        started = time.monotonic()
        try:
            await closed_within(reader, 3)
        except ConnectionError:
            pass
        finally:
            talking.cancel()
        assert time.monotonic() - started < 2


@pytest.mark.parametrize("piece", [b"\r\n", b"G"])
async def test_the_next_head_on_a_connection_is_timed_like_the_first(
    start_gateway: Any, piece: bytes
) -> None:
    running = await start_gateway(http=Hasty)
    async with connected(running) as (reader, writer):
        writer.write(GET + b"\r\n")
        assert (await reader.readuntil(b'"ok"}')).startswith(b"HTTP/1.1 200 ")
        writer.write(piece)
        assert await closed_within(reader, 3) == b""


async def test_an_idle_connection_is_kept_between_two_requests(start_gateway: Any) -> None:
    running = await start_gateway(http=Hasty)
    async with connected(running) as (reader, writer):
        for _ in range(2):
            writer.write(GET + b"\r\n")
            assert (await reader.readuntil(b'"ok"}')).startswith(b"HTTP/1.1 200 ")
            await asyncio.sleep(0.6)


async def test_a_slow_answer_is_not_cut_by_the_time_for_heads(start_gateway: Any) -> None:
    running = await start_gateway(http=Hasty)

    async def slowly(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.sleep(0.8)
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})

    running.service.routes["/v1/search/slow"] = slowly
    async with connected(running) as (reader, writer):
        # The beginning of a second head waits behind the first request.
        writer.write(b"GET /v1/search/slow HTTP/1.1\r\nHost: a\r\n\r\nGET /li")
        assert (await asyncio.wait_for(reader.readline(), 3)).startswith(b"HTTP/1.1 204 ")


async def test_a_body_that_goes_on_after_its_answer_is_cut_off(start_gateway: Any) -> None:
    running = await start_gateway(http=Hasty)
    async with connected(running) as (reader, writer):
        writer.write(b"POST /v1/nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n")
        assert (await reader.readline()).startswith(b"HTTP/1.1 404 ")
        talking = asyncio.create_task(send_on(writer, b"x"))
        try:
            await closed_within(reader, 3)
        except ConnectionError:
            pass
        finally:
            talking.cancel()
