"""What a request may have beside its body, on the wire of a real server."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from prometheus_client import generate_latest
from structlog.testing import capture_logs
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from local.processes import free_port
from shared.http.operations import served
from shared.http.serving import BoundedFraming

POST = (
    b"POST /v1/notes/notes HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
    b"Idempotency-Key: k\r\n%s\r\n"
)
CHUNKED = POST % b"Transfer-Encoding: chunked\r\n"


@pytest.fixture
async def port(app, client) -> AsyncIterator[int]:
    """The service on a port; `client` has brought it to life."""
    port = free_port()
    async with served(app, host="127.0.0.1", port=port):
        yield port


async def exchange(port: int, sent: bytes) -> bytes:
    """Send it all and read until the server closes, whichever comes first."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)

    async def send() -> None:
        try:
            writer.write(sent)
            await writer.drain()
        except ConnectionError:
            pass

    sending = asyncio.create_task(send())
    try:
        return await asyncio.wait_for(reader.read(), 10)
    finally:
        sending.cancel()
        writer.close()


@pytest.fixture
def pieces(monkeypatch) -> list[int]:
    """The sizes of what the server made of bodies."""
    sizes: list[int] = []
    original = HttpToolsProtocol.on_body

    def noted(self: HttpToolsProtocol, body: bytes) -> None:
        sizes.append(len(body))
        original(self, body)

    monkeypatch.setattr(HttpToolsProtocol, "on_body", noted)
    return sizes


async def test_a_body_of_one_byte_chunks_is_refused_before_most_of_it_is_parsed(port, pieces):
    answer = await exchange(port, CHUNKED + b"1\r\n{\r\n" * 1_000_000)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 413 ")
    assert b"connection: close" in head
    assert json.loads(body)["code"] == "content_too_large"
    assert len(pieces) < 60_000


async def test_endless_extensions_of_chunks_are_refused(port):
    answer = await exchange(port, CHUNKED + (b"1;" + b"x" * 1_000 + b"\r\n{\r\n") * 1_000)
    assert answer.startswith(b"HTTP/1.1 413 ")


async def test_endless_trailers_are_refused_before_most_are_parsed(port, monkeypatch):
    count = 0
    original = BoundedFraming.on_header

    def noted(self: BoundedFraming, name: bytes, value: bytes) -> None:
        nonlocal count
        count += 1
        original(self, name, value)

    monkeypatch.setattr(BoundedFraming, "on_header", noted)
    answer = await exchange(port, CHUNKED + b"2\r\n{}\r\n0\r\n" + b"A: b\r\n" * 1_000_000)
    # An application that answered the body meanwhile is not answered over: the end is the same.
    assert answer == b"" or answer.split(b" ")[1] in {b"413", b"401"}
    assert count < 60_000


async def test_a_trailer_is_no_header_and_names_no_caller(port, writer):
    token = b"Authorization: " + writer["Authorization"].encode() + b"\r\n"
    note = b'{"text": "x"}'
    chunk = b"%x\r\n%s\r\n0\r\n" % (len(note), note)
    closing = b"Transfer-Encoding: chunked\r\nConnection: close\r\n"
    answer = await exchange(port, POST % closing + chunk + token + b"\r\n")
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["code"] == "token_missing"
    answer = await exchange(port, POST % (closing + token) + chunk + b"\r\n")
    assert b"token_missing" not in answer


async def test_an_endless_head_is_refused(port):
    answer = await exchange(port, b"GET /livez HTTP/1.1\r\n" + b"X-A: a\r\n" * 200_000)
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 431 ")
    assert json.loads(body)["title"] == "Head too large"


async def test_small_chunks_and_many_requests_on_one_connection_are_served(port, pieces):
    once = CHUNKED + b"2\r\n{}\r\n" + (b"40\r\n" + b" " * 64 + b"\r\n") * 16_000 + b"0\r\n\r\n"
    last = POST % b"Content-Length: 2\r\nConnection: close\r\n" + b"{}"
    answer = await exchange(port, once * 3 + last)
    assert answer.count(b"HTTP/1.1 401 ") == 4
    assert max(pieces) <= 64


@pytest.mark.parametrize("broken", [b"5\r\n{", b"2\r\n{}\r\nZZ\r\n"])
async def test_a_body_that_breaks_off_is_no_error_of_the_service(app, port, writer, broken):
    token = b"Authorization: " + writer["Authorization"].encode() + b"\r\n"
    head = POST % (token + b"Transfer-Encoding: chunked\r\n")
    with capture_logs() as logs:
        _, stream = await asyncio.open_connection("127.0.0.1", port)
        stream.write(head)
        await asyncio.sleep(0.1)  # the application waits for the body by now
        stream.write(broken)
        await asyncio.sleep(0.1)
        stream.close()
        async with asyncio.timeout(5):
            while not any(entry["event"] == "request" for entry in logs):
                await asyncio.sleep(0.01)
    assert [entry["status"] for entry in logs if entry["event"] == "request"] == [400]
    assert not [entry for entry in logs if entry["log_level"] == "error"]
    assert 'status="500"' not in generate_latest(app.state.metrics).decode()
