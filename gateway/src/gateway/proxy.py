"""Passing a request to the service that it is meant for, and the answer back as it comes.

Raw ASGI and one pooled aiohttp client: nothing is parsed or decompressed, answers are never kept
as a whole. Bodies of requests are, for the moment before they are passed on: a client that sends
slowly must not hold a connection to a service (see `uploads`). Measured with other clients and
with routing in front, this was the cheapest way; `make bench` prints what it costs today.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress

import aiohttp
import structlog
from starlette.types import Receive, Send
from yarl import URL

from gateway.errors import AnswerTooSlow, BadRequest, BrokenAnswer, ServiceUnavailable
from gateway.exchange import Exchange
from gateway.forwarding import to_client, to_service
from gateway.paths import canonical_query
from gateway.settings import Settings
from gateway.uploads import ClientGone, Upload, UploadLimits, UploadMemory

log = structlog.get_logger(__name__)

# The services' own server closes an idle connection after 5 s. Ours must be the shorter
# patience: a request sent on a connection that the other side is just closing is lost, and
# a POST may not simply be sent again.
IDLE_SECONDS = 4.0
CHUNK = 65_536
_NOTHING_ADDED = frozenset({"User-Agent", "Accept", "Accept-Encoding", "Content-Type"})


def open_client(settings: Settings) -> aiohttp.ClientSession:
    """Return the pooled client that all calls to services go through."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            limit=0,
            limit_per_host=settings.connections_per_service,
            keepalive_timeout=IDLE_SECONDS,
            ttl_dns_cache=30,
        ),
        timeout=aiohttp.ClientTimeout(
            total=None,
            connect=settings.connect_timeout * 2,  # waiting for a free connection included
            sock_connect=settings.connect_timeout,
            sock_read=settings.answer_timeout,
        ),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        skip_auto_headers=_NOTHING_ADDED,
        max_line_size=16_384,
        max_field_size=16_384,
        read_bufsize=CHUNK * 4,
    )


class Proxy:
    """Forwards what belongs to a service; raises a Refusal where the service cannot answer."""

    def __init__(self, client: aiohttp.ClientSession, settings: Settings) -> None:
        self._client = client
        self._bases = settings.services
        self._limits = UploadLimits(
            size=settings.max_body_bytes,
            silence_seconds=settings.upload_timeout,
            total_seconds=settings.upload_longest,
        )
        self._reading_seconds = settings.reading_timeout
        self._memory = UploadMemory(settings.upload_memory, settings.upload_memory_per_client)

    async def forward(self, exchange: Exchange, receive: Receive, send: Send) -> None:
        """Answer with what the service answers.

        Raises ServiceUnavailable (nobody listens, or no connection is free), BrokenAnswer,
        AnswerTooSlow, the errors of Upload, and ClientGone when there is nobody to answer.
        An answer that breaks off half-way leaves the response unfinished: the server under
        us then cuts the connection, which is the only honest sign that is left.
        """
        upload = Upload(
            receive,
            exchange.headers,
            limits=self._limits,
            memory=self._memory,
            whose=exchange.client.limit_key,
        )
        try:
            await upload.take()
            async with _while_client_stays(receive):
                await self._pass_on(exchange, upload, send)
        finally:
            upload.release()

    async def _pass_on(self, exchange: Exchange, upload: Upload, send: Send) -> None:
        started = False
        try:
            async with self._ask(exchange, upload) as response:
                # However slowly the client reads the answer, its body takes no more memory.
                upload.release()
                await send(
                    {
                        "type": "http.response.start",
                        "status": response.status,
                        "headers": to_client(response.raw_headers),
                    }
                )
                started = True
                async for chunk in response.content.iter_any():
                    # A client that reads nothing would keep the service's connection for ever.
                    async with asyncio.timeout(self._reading_seconds):
                        await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        except (aiohttp.ClientError, TimeoutError, ValueError, OSError) as error:
            if started:
                log.warning("answer_broke_off", service=exchange.service, error=repr(error))
                return
            raise _refusal(exchange.service, error) from error

    def _ask(
        self, exchange: Exchange, upload: Upload
    ) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        """The request as the service sees it, sent when its context is entered."""
        assert exchange.target is not None
        headers = to_service(
            exchange.headers,
            client=exchange.client,
            request_id=exchange.request_id,
            authorization=exchange.authorization,
        )
        if upload.length is not None:
            headers["Content-Length"] = str(upload.length)
        query = canonical_query(exchange.query)
        url = URL(
            f"{self._bases[exchange.service]}{exchange.target.path}{'?' + query if query else ''}",
            encoded=True,
        )
        return self._client.request(
            exchange.method, url, headers=headers, data=upload.body, allow_redirects=False
        )


@asynccontextmanager
async def _while_client_stays(receive: Receive) -> AsyncIterator[None]:
    """Give up what is done inside once the client has left: that is ClientGone."""
    task, gone = asyncio.current_task(), False
    assert task is not None

    async def watch() -> None:
        nonlocal gone
        with suppress(Exception):
            while (await receive())["type"] != "http.disconnect":
                pass
            gone = True
            task.cancel()

    watching = asyncio.create_task(watch())
    try:
        yield
    except asyncio.CancelledError:
        if not gone:
            raise
        task.uncancel()
        raise ClientGone from None
    finally:
        watching.cancel()


def _refusal(service: str, error: Exception) -> Exception:
    if isinstance(error, aiohttp.ConnectionTimeoutError | aiohttp.ClientConnectorError):
        return ServiceUnavailable(f"The {service} service cannot be reached at present")
    if isinstance(error, TimeoutError):
        return AnswerTooSlow(f"The {service} service did not answer in time")
    if isinstance(error, aiohttp.InvalidURL | ValueError):
        return BadRequest("The request cannot be passed on as it is")
    return BrokenAnswer(f"The {service} service broke off its answer", headers={"retry-after": "1"})
