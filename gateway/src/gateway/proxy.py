"""Passing a request to the service that it is meant for, and the answer back, as they come.

Raw ASGI and one pooled aiohttp client: nothing is parsed, decompressed or kept as a whole.
Measured with other clients and with routing in front, this was the cheapest way that keeps
streaming in both directions; `make bench` prints what it costs today.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import aiohttp
import structlog
from starlette.types import Receive, Scope, Send
from yarl import URL

from gateway.exchange import exchange_of
from gateway.forwarding import to_client, to_service
from gateway.paths import Target, canonical_query
from gateway.problems import AnswerTooSlow, BadRequest, BrokenAnswer, ServiceUnavailable
from gateway.settings import Settings
from gateway.uploads import ClientGone, Upload

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
        self._settings = settings

    async def forward(
        self,
        target: Target,
        scope: Scope,
        receive: Receive,
        send: Send,
        *,
        authorization: str | None,
    ) -> None:
        """Answer with what the service answers.

        Raises ServiceUnavailable (nobody listens, or no connection is free), BrokenAnswer,
        AnswerTooSlow, the errors of Upload, and ClientGone when there is nobody to answer.
        An answer that breaks off half-way leaves the response unfinished: the server under
        us then cuts the connection, which is the only honest sign that is left.
        """
        assert target.service is not None
        upload = Upload(
            receive,
            scope["headers"],
            limit=self._settings.max_body_bytes,
            silence_seconds=self._settings.upload_timeout,
        )
        body = await upload.start()
        watch = asyncio.create_task(_watch(upload, receive, asyncio.current_task()))
        try:
            await self._exchange(
                target, scope, send, upload=upload, body=body, authorization=authorization
            )
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if upload.failure is None or task is None:
                raise
            task.uncancel()
            raise upload.failure from None
        finally:
            watch.cancel()

    async def _exchange(
        self,
        target: Target,
        scope: Scope,
        send: Send,
        *,
        upload: Upload,
        body: bytes | AsyncIterator[bytes] | None,
        authorization: str | None,
    ) -> None:
        exchange = exchange_of(scope)
        headers = to_service(
            scope["headers"],
            client=exchange.client,
            request_id=exchange.request_id,
            authorization=authorization,
        )
        if upload.length is not None:
            headers["Content-Length"] = str(upload.length)
        query = canonical_query(scope["query_string"])
        url = URL(
            f"{self._bases[str(target.service)]}{target.path}{'?' + query if query else ''}",
            encoded=True,
        )
        started = False
        try:
            async with self._client.request(
                scope["method"], url, headers=headers, data=body, allow_redirects=False
            ) as response:
                answer_headers = to_client(response.raw_headers)
                await send(
                    {
                        "type": "http.response.start",
                        "status": response.status,
                        "headers": answer_headers,
                    }
                )
                started = True
                async for chunk in response.content.iter_any():
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        except (aiohttp.ClientError, TimeoutError, ValueError, OSError) as error:
            if started:
                log.warning("answer_broke_off", service=target.service, error=repr(error))
                return
            if upload.failure is not None:
                raise upload.failure from error
            raise _refusal(str(target.service), error) from error


def _refusal(service: str, error: Exception) -> Exception:
    if isinstance(error, aiohttp.ConnectionTimeoutError | aiohttp.ClientConnectorError):
        return ServiceUnavailable(f"The {service} service cannot be reached at present")
    if isinstance(error, TimeoutError):
        return AnswerTooSlow(f"The {service} service did not answer in time")
    if isinstance(error, aiohttp.InvalidURL | ValueError):
        return BadRequest("The request cannot be passed on as it is")
    return BrokenAnswer(f"The {service} service broke off its answer", headers={"retry-after": "1"})


async def _watch(upload: Upload, receive: Receive, task: "asyncio.Task[None] | None") -> None:
    """Give up the work for a client that left: cancel the task once it is known."""
    with suppress(Exception):
        await upload.done.wait()
        while (await receive())["type"] != "http.disconnect":
            pass
        upload.failure = ClientGone()
        if task is not None:
            task.cancel()
