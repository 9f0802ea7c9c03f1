"""The body of a request on its way to a service: counted, watched, never kept as a whole."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from starlette.types import Receive

from gateway.addresses import Headers, last
from gateway.problems import BadRequest, Refusal, UploadTooLarge, UploadTooSlow

DISCARDED_BYTES = 32 * 1_048_576
DISCARDED_SECONDS = 2.0
"""How much of a refused body is read and thrown away, and for how long at most."""


class ClientGone(Exception):
    """The client closed the connection; there is nobody to answer."""


class Upload:
    """One request body.

    Raises UploadTooLarge as soon as the limit is passed, by the announced length or by what
    really comes; UploadTooSlow when the client stays silent for too long; ClientGone when it
    leaves. `failure` keeps that error, because the client library wraps whatever a body
    raises in an error of its own.
    """

    def __init__(
        self, receive: Receive, headers: Headers, *, limit: int, silence_seconds: float
    ) -> None:
        self._receive = receive
        self._limit = limit
        self._silence = silence_seconds
        self._seen = 0
        self._first: bytes | None = None
        self.complete = False
        self.done = asyncio.Event()
        self.failure: Refusal | ClientGone | None = None
        self.length = _announced_length(headers)
        chunked = last(headers, b"transfer-encoding") is not None
        self.expected = chunked or self.length not in {None, 0}
        self._invited = last(headers, b"expect") is not None

    async def start(self) -> bytes | AsyncIterator[bytes] | None:
        """Return the body as the client library takes it: whole when it came in one piece."""
        if not self.expected:
            self._finish()
            return None
        if self.length is not None and self.length > self._limit:
            raise await self._over_limit()
        self._first = await self._next()
        return self._first if self.complete else self._stream(self._first)

    async def _stream(self, first: bytes) -> AsyncIterator[bytes]:
        yield first
        while not self.complete:
            chunk = await self._next()
            if chunk:
                yield chunk

    async def _next(self) -> bytes:
        try:
            async with asyncio.timeout(self._silence):
                message = await self._receive()
        except TimeoutError:
            self.failure = UploadTooSlow("The body was not sent in time")
            raise self.failure from None
        if message["type"] == "http.disconnect":
            self.failure = ClientGone()
            raise self.failure
        chunk: bytes = message.get("body", b"")
        self._seen += len(chunk)
        if self._seen > self._limit:
            self.failure = await self._over_limit()
            raise self.failure
        if not message.get("more_body", False):
            if self.length not in {None, self._seen}:
                self.failure = BadRequest("The body is not as long as it was announced")
                raise self.failure
            self._finish()
        return chunk

    def _finish(self) -> None:
        self.complete = True
        self.done.set()

    async def _over_limit(self) -> UploadTooLarge:
        """Return the refusal, after letting the client talk on for a moment.

        A connection that is closed while its client still writes is reset, and the reset
        overtakes the answer: most clients would see a broken connection and never the 413.
        """
        left = DISCARDED_BYTES if not self._invited else 0
        with suppress(TimeoutError):
            async with asyncio.timeout(DISCARDED_SECONDS):
                while left > 0:
                    message = await self._receive()
                    left -= len(message.get("body", b""))
                    if not message.get("more_body", False):
                        break
        return UploadTooLarge(
            f"The body must not be larger than {self._limit} bytes",
            headers={"connection": "close"},
        )


def _announced_length(headers: Headers) -> int | None:
    values = {value.strip() for key, value in headers if key == b"content-length"}
    if not values:
        return None
    if len(values) > 1 or last(headers, b"transfer-encoding") is not None:
        # Two lengths, or a length beside chunks, is how requests are smuggled (RFC 9112 6.3).
        raise BadRequest("The length of the body is given in contradicting ways")
    value = values.pop()
    if not value.isdigit() or len(value) > 18:
        raise BadRequest("Content-Length must be a number")
    return int(value)
