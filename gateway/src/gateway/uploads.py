"""The body of a request: taken whole, within limits, before a service hears of it.

Were it passed on while it comes, every client that sends slowly would hold one of the few
connections to a service for as long as it likes, and a hundred of them would stop the service
for everybody. Bodies are small (1 MiB at most), so a slow one costs memory instead, and
`UploadMemory` bounds that.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

from starlette.types import Receive

from gateway.addresses import Headers, last
from gateway.errors import (
    BadRequest,
    Refusal,
    ServiceUnavailable,
    TooManyRequests,
    UploadTooLarge,
    UploadTooSlow,
)

DISCARDED_BYTES = 32 * 1_048_576
DISCARDED_SECONDS = 2.0
"""How much of a refused body is read and thrown away, and for how long at most."""
SMALL_BYTES = 16_384
"""A body that arrives whole and is no larger is not counted: nearly all of them."""


class ClientGone(Exception):
    """The client closed the connection; there is nobody to answer."""


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """What one body may weigh, how long a pause in it may be, and how long all of it."""

    size: int
    silence_seconds: float
    total_seconds: float


class UploadMemory:
    """The memory that bodies may take up, in bytes: in total, and from one client."""

    def __init__(self, total: int, per_client: int) -> None:
        self._total = total
        self._per_client = per_client
        self._of: dict[str, int] = {}
        self.used = 0

    def reserve(self, whose: str, size: int) -> None:
        """Count bytes that a client sent; raises TooManyRequests or ServiceUnavailable."""
        of_client = self._of.get(whose, 0) + size
        if of_client > self._per_client:
            raise TooManyRequests(
                "This client is sending too many large bodies at once",
                code="too_many_uploads",
                headers={"retry-after": "1", "connection": "close"},
            )
        if self.used + size > self._total:
            raise ServiceUnavailable(
                "Too many large bodies are being sent at present",
                code="uploads_full",
                headers={"connection": "close"},
            )
        self._of[whose] = of_client
        self.used += size

    def free(self, whose: str, size: int) -> None:
        """Forget bytes that were counted."""
        self.used -= size
        left = self._of[whose] - size
        if left:
            self._of[whose] = left
        else:
            del self._of[whose]


class Upload:
    """One request body, and its share of the memory until it is released."""

    def __init__(
        self,
        receive: Receive,
        headers: Headers,
        *,
        limits: UploadLimits,
        memory: UploadMemory,
        whose: str,
    ) -> None:
        self._receive = receive
        self._limits = limits
        self._memory = memory
        self._whose = whose
        self._held = 0
        self._ended = False
        self._invited = last(headers, b"expect") is not None
        chunked = last(headers, b"transfer-encoding") is not None
        self._announced = _announced_length(headers)
        self._expected = chunked or self._announced not in {None, 0}
        self.body: bytes | bytearray | None = None
        """All of it, from `take` to `release`; None when there is none."""

    @property
    def length(self) -> int | None:
        """What the service is told of the length; None: there is nothing to tell."""
        return self._announced if self.body is None else len(self.body)

    async def take(self) -> None:
        """Wait until the body is here.

        Raises UploadTooLarge as soon as the limit is passed, by the announced length or by
        what really comes; UploadTooSlow when the client stays silent, or takes in all, for
        too long; TooManyRequests or ServiceUnavailable when memory is short; BadRequest when
        it is not as long as was announced; ClientGone when the client leaves.
        """
        if not self._expected:
            return
        try:
            if self._announced is not None and self._announced > self._limits.size:
                raise self._too_large()
            deadline = asyncio.get_running_loop().time() + self._limits.total_seconds
            first, more = await self._next(deadline)
            self._check(len(first), more)
            whole = not more and len(first) <= SMALL_BYTES
            self.body = first if whole else await self._reserve_and_take(first, more, deadline)
        except (UploadTooLarge, TooManyRequests, ServiceUnavailable):
            await self._discard()
            raise

    def release(self) -> None:
        """Let go of the body and of its memory; may be called again."""
        self.body = None
        if self._held:
            self._memory.free(self._whose, self._held)
            self._held = 0

    async def _reserve_and_take(self, first: bytes, more: bool, deadline: float) -> bytearray:
        whole = bytearray()
        chunk = first
        while True:
            self._memory.reserve(self._whose, len(chunk))
            self._held += len(chunk)
            whole += chunk
            if not more:
                return whole
            chunk, more = await self._next(deadline)
            self._check(len(whole) + len(chunk), more)

    async def _next(self, deadline: float) -> tuple[bytes, bool]:
        """Return the next piece, and whether more follow it."""
        silent_until = asyncio.get_running_loop().time() + self._limits.silence_seconds
        try:
            async with asyncio.timeout_at(min(deadline, silent_until)):
                message = await self._receive()
        except TimeoutError:
            raise UploadTooSlow(
                "The body was not sent in time", headers={"connection": "close"}
            ) from None
        if message["type"] == "http.disconnect":
            raise ClientGone
        more: bool = message.get("more_body", False)
        self._ended = not more
        return message.get("body", b""), more

    def _check(self, seen: int, more: bool) -> None:
        if seen > self._limits.size:
            raise self._too_large()
        if not more and self._announced not in {None, seen}:
            raise BadRequest("The body is not as long as it was announced")

    def _too_large(self) -> Refusal:
        return UploadTooLarge(
            f"The body must not be larger than {self._limits.size} bytes",
            headers={"connection": "close"},
        )

    async def _discard(self) -> None:
        """Let the client of a refused body talk on for a moment.

        A connection that is closed while its client still writes is reset, and the reset
        overtakes the answer: most clients would see a broken connection and never the refusal.
        """
        self.release()
        # Who asked first (Expect) hears the refusal instead of sending.
        left = 0 if self._invited or self._ended else DISCARDED_BYTES
        with suppress(TimeoutError):
            async with asyncio.timeout(DISCARDED_SECONDS):
                while left > 0:
                    message = await self._receive()
                    left -= len(message.get("body", b""))
                    if not message.get("more_body", False):
                        break


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
