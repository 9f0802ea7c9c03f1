"""Bodies of requests: taken whole before a service hears of them, in bounded time and memory."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]
MANY = {"rate_anonymous": "10000/minute"}


@asynccontextmanager
async def beginning_to_send(running: Any, body: bytes, *, length: int) -> AsyncIterator[Connection]:
    """Announce a body of that length and send only the beginning of it."""
    host, port = running.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = f"POST /v1/search/x HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n"
    writer.write(head.encode() + body)
    await writer.drain()
    try:
        yield reader, writer
    finally:
        writer.close()


async def trickle(writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b"x")
        await asyncio.sleep(0.02)


async def test_slow_uploads_do_not_keep_others_from_the_service(start_gateway: Any) -> None:
    running = await start_gateway(connections_per_service=2)
    async with (
        beginning_to_send(running, b"x", length=900_000) as (_, first),
        beginning_to_send(running, b"x", length=900_000) as (_, second),
        beginning_to_send(running, b"x", length=900_000) as (_, third),
    ):
        talking = [asyncio.create_task(trickle(writer)) for writer in (first, second, third)]
        await asyncio.sleep(0.2)
        started = time.monotonic()
        for _ in range(5):
            assert (await running.client.get("/v1/search/x")).status_code == 200
        assert time.monotonic() - started < 2
        for task in talking:
            task.cancel()


async def test_an_upload_that_never_pauses_still_ends_when_its_time_is_up(
    start_gateway: Any,
) -> None:
    running = await start_gateway(upload_longest=0.4)
    async with beginning_to_send(running, b"x", length=900_000) as (reader, writer):
        talking = asyncio.create_task(trickle(writer))
        answer = await asyncio.wait_for(reader.readuntil(b"}"), 5)
        talking.cancel()
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"connection: close" in answer
    assert b"upload_too_slow" in answer
    assert running.service.seen == []


async def test_a_service_hears_nothing_of_a_body_before_its_end(running: Any) -> None:
    async with beginning_to_send(running, b"first ", length=12) as (reader, writer):
        await asyncio.sleep(0.1)
        assert running.service.seen == []
        writer.write(b"second")
        assert (await reader.readline()).startswith(b"HTTP/1.1 200 ")
    assert running.service.seen[0].body == b"first second"


async def test_a_chunked_body_arrives_whole_and_with_its_length(running: Any) -> None:
    async def pieces() -> Any:
        for _ in range(10):
            yield b"x" * 50_000
            await asyncio.sleep(0)

    answer = await running.client.post("/v1/billing/upload", content=pieces())
    assert answer.status_code == 200
    (seen,) = running.service.seen
    assert seen.body == b"x" * 500_000
    assert seen.header("content-length") == "500000"
    assert seen.header("transfer-encoding") is None


async def test_an_empty_chunked_body_stays_an_empty_body(running: Any) -> None:
    async def nothing() -> Any:
        return
        yield b""

    answer = await running.client.post("/v1/billing/upload", content=nothing())
    assert answer.status_code == 200
    assert running.service.seen[0].body == b""


async def test_a_body_that_is_here_already_is_refused_without_waiting(start_gateway: Any) -> None:
    running = await start_gateway(max_body_bytes=1000)

    async def at_once() -> Any:
        yield b"x" * 1001

    started = time.monotonic()
    answer = await running.client.post("/v1/search/x", content=at_once())
    assert answer.status_code == 413
    assert time.monotonic() - started < 1.5


async def test_the_largest_body_passes(running: Any) -> None:
    answer = await running.client.post("/v1/billing/upload", content=b"x" * 1_048_576)
    assert answer.json()["size"] == 1_048_576


async def test_one_client_cannot_fill_the_memory_with_uploads(start_gateway: Any) -> None:
    running = await start_gateway(
        max_body_bytes=200_000, upload_memory_per_client=200_000, upload_memory=400_000, **MANY
    )
    async with beginning_to_send(running, b"x" * 150_000, length=200_000) as (reader, writer):
        await asyncio.sleep(0.2)
        refused = await running.client.post("/v1/search/x", content=b"x" * 100_000)
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many_uploads")
        assert int(refused.headers["retry-after"]) > 0
        # What comes in one piece and is small needs no room.
        assert (await running.client.post("/v1/search/x", content=b"{}")).status_code == 200
        writer.write(b"x" * 50_000)
        assert (await reader.readline()).startswith(b"HTTP/1.1 200 ")
    again = await running.client.post("/v1/search/x", content=b"x" * 100_000)
    assert again.status_code == 200


async def test_many_clients_together_cannot_fill_the_memory_either(start_gateway: Any) -> None:
    running = await start_gateway(
        max_body_bytes=200_000,
        upload_memory_per_client=200_000,
        upload_memory=200_000,
        trusted_proxies="127.0.0.0/8",
    )

    async def slowly() -> Any:
        yield b"x" * 150_000
        await asyncio.sleep(5)

    first = asyncio.create_task(
        running.client.post(
            "/v1/search/x", content=slowly(), headers={"x-forwarded-for": "192.0.2.1"}
        )
    )
    await asyncio.sleep(0.3)
    refused = await running.client.post(
        "/v1/search/x", content=b"x" * 100_000, headers={"x-forwarded-for": "192.0.2.2"}
    )
    assert (refused.status_code, refused.json()["code"]) == (503, "uploads_full")
    assert int(refused.headers["retry-after"]) > 0
    first.cancel()
    await asyncio.sleep(0.2)  # the client left: its room is free
    again = await running.client.post(
        "/v1/search/x", content=b"x" * 100_000, headers={"x-forwarded-for": "192.0.2.2"}
    )
    assert again.status_code == 200


@pytest.mark.parametrize("size", [100_000, 300_000])
async def test_room_is_given_back_whatever_becomes_of_the_upload(
    start_gateway: Any, size: int
) -> None:
    running = await start_gateway(
        max_body_bytes=200_000,
        upload_memory_per_client=200_000,
        upload_memory=200_000,
        billing_url="http://127.0.0.1:1",
    )

    async def pieces() -> Any:
        for _ in range(size // 10_000):
            yield b"x" * 10_000

    for path in ("/v1/search/x", "/v1/billing/x") * 3:
        status = (await running.client.post(path, content=pieces())).status_code
        assert status == (413 if size > 200_000 else 503 if "billing" in path else 200)
