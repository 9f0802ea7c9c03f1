"""The server under the gateway, with bounds on what comes before the application hears of it.

uvicorn's httptools protocol lets a head (the request line and the headers) be as large and take
as long as its sender likes, and keeps all of it in memory. `BoundedHttp` is that protocol with
an end to both; hand it to uvicorn as `http=BoundedHttp`.
"""

import asyncio
from typing import ClassVar

import structlog

from gateway.errors import (
    BadRequest,
    HeadTooLarge,
    MethodUnknown,
    Refusal,
    UploadTooLarge,
)
from gateway.problems import render
from shared.http.serving import BoundedFraming
from shared.ids import new_id

log = structlog.get_logger(__name__)


class BoundedHttp(BoundedFraming):
    """HTTP/1.1 whose heads end in good size and time, and whose bodies are not all framing.

    A head, and likewise anything between the chunks of a body and the trailers after it, may
    have `HEAD_BYTES`; what is larger is answered with 431. A head must be complete
    `HEAD_SECONDS` after the connection opened or after its own first byte, else the connection
    is closed; so is one whose client sends on and on of a body that was answered already. How
    long a connection may idle between two requests is uvicorn's `timeout_keep_alive`.
    """

    HEAD_BYTES: ClassVar[int] = 65_536
    HEAD_SECONDS: ClassVar[float] = 10.0

    # Bytes since the last progress: a head that was completed, or a piece of a body.
    _held = 0
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._timer = self.loop.call_later(self.HEAD_SECONDS, self._too_late)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._deaf:
            return
        # Fed in slices, so that the end of a head is noticed although a body follows it.
        while len(data) > (room := self.HEAD_BYTES - self._held):
            self._feed(data[:room])
            data = data[room:]
            if self._deaf or self.transport.is_closing():
                return
            if self._held >= self.HEAD_BYTES:
                self._refuse(HeadTooLarge(f"A head may have {self.HEAD_BYTES} bytes"))
                return
        self._feed(data)
        if self._timer is None and self._unfinished():
            self._timer = self.loop.call_later(self.HEAD_SECONDS, self._too_late)

    def on_message_begin(self) -> None:
        self._held = self._held or 1
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._held = 0
        self._stop_timer()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._held = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._held = 0
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP as everything else is refused."""
        # CONNECT names no path, on which the server above stumbles before any application.
        if self.scope is not None and self.scope.get("method") == "CONNECT":
            self._refuse(MethodUnknown("This method has no meaning here"))
        else:
            self._refuse(BadRequest("This cannot be read as an HTTP request"))

    def refuse_framing(self) -> None:
        self._refuse(UploadTooLarge("The chunks of a body must be larger, its trailers fewer"))

    def _feed(self, data: bytes) -> None:
        if data:
            self._held += len(data)
            super().data_received(data)

    def _unfinished(self) -> bool:
        if self._deaf or self.transport.is_closing():
            return False
        if self._in_body:
            # The bodies that the application still waits for are timed by it.
            return self.cycle is not None and self.cycle.response_complete
        return self._held > 0

    def _too_late(self) -> None:
        self._timer = None
        if self.cycle is not None and not self.cycle.response_complete:
            # An answer is under way; what follows it can wait as long.
            self._timer = self.loop.call_later(self.HEAD_SECONDS, self._too_late)
        else:
            self.transport.close()

    def _refuse(self, refusal: Refusal) -> None:
        self._stop_timer()
        id_ = new_id()
        log.warning("not_a_request", client=self.client, code=refusal.code, request_id=str(id_))
        body, headers = render(refusal, instance=f"urn:uuid:{id_}", request_id=str(id_))
        self.hang_up(refusal.status, headers, body)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
