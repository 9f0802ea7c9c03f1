"""The server under every service, with an end to what a request may have beside its body.

uvicorn's httptools protocol calls Python for every chunk of a body and every trailer after it,
also of a request that was refused long ago: a megabyte in chunks of one byte holds the process
for a third of a second. `BoundedFraming` is that protocol with a bound; hand it to uvicorn as
`http=BoundedFraming`.
"""

from collections.abc import Mapping
from typing import ClassVar

import structlog
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from shared.http.problems import MEDIA_TYPE, TITLES, Problem
from shared.ids import new_id

log = structlog.get_logger(__name__)

LINGER_SECONDS = 1.0
"""How long a refused connection is still read from (and not listened to), so that its client
sees the refusal rather than a reset."""

_SLICE = 65_536
"""Bytes that are parsed at most before they are counted."""


class BoundedFraming(HttpToolsProtocol):
    """HTTP/1.1 whose requests have little beside their bodies.

    Head, sizes and extensions of chunks, and trailers may have `FRAMING_BYTES` together, give or
    take what is parsed at once (64 KiB); what has more is answered with 413, or 431 while it is
    still in its head, and the connection ends. What the body itself may weigh is for the
    application to say: chunks of 64 bytes (framing: a tenth) can carry twice the largest.
    """

    FRAMING_BYTES: ClassVar[int] = 196_608

    _in_body = False
    _deaf = False
    # Bytes of the present request that were no body.
    _framing = 0

    def data_received(self, data: bytes) -> None:
        for start in range(0, len(data), _SLICE):
            if self._deaf or self.transport.is_closing():
                return
            piece = data[start : start + _SLICE]
            self._framing += len(piece)
            super().data_received(piece)
            if self._framing > self.FRAMING_BYTES and not self._deaf:
                self.refuse_framing()

    def on_header(self, name: bytes, value: bytes) -> None:
        # uvicorn adds trailers to the headers, also behind the back of whoever has read them: the
        # gateway would see one caller and the service another (RFC 9110 6.5.1: do not merge).
        if not self._in_body:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._in_body = True

    def on_body(self, body: bytes) -> None:
        # Not below zero: what came together with the end of an earlier request was not counted.
        self._framing = max(0, self._framing - len(body))
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._in_body = False
        self._framing = 0
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        self._deaf = True  # from here on another protocol listens
        super().handle_websocket_upgrade()

    def refuse_framing(self) -> None:
        """Answer a request that has more framing than it may, in the application's stead."""
        status, code = (413, "content_too_large") if self._in_body else (431, "head_too_large")
        id_ = str(new_id())
        log.warning("too_much_framing", code=code, request_id=id_)
        problem = Problem(
            type=f"urn:avt:problem:{code}",
            title=TITLES[status],
            status=status,
            detail="The request has too much beside its body: head, small chunks or trailers",
            instance=f"urn:uuid:{id_}",
            code=code,
            request_id=id_,
        )
        body = problem.model_dump_json().encode()
        headers = {
            "content-type": MEDIA_TYPE,
            "content-length": str(len(body)),
            "x-request-id": id_,
        }
        self.hang_up(status, headers, body)

    def hang_up(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        """Send a last answer, where it can be told whose it is, and hear no more."""
        self._deaf = True
        cycle = self.cycle
        if self._in_body and cycle.response_complete:
            pass  # the application refused it before, and its answer is on the way
        elif self._may_answer():
            lines = [f"HTTP/1.1 {status} Refused", "connection: close"]
            lines += [f"{name}: {value}" for name, value in headers.items()]
            self.transport.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)
            if cycle is not None and not cycle.response_complete:
                cycle.disconnected = True
                cycle.message_event.set()
        else:
            self.transport.close()
            return
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.flow.resume_reading()
        self.loop.call_later(LINGER_SECONDS, self.transport.close)

    def _may_answer(self) -> bool:
        """Whether an answer now would be taken for that of the refused request."""
        if self.cycle is None or self.cycle.response_complete:
            return True
        return self._in_body and not self.cycle.response_started and not self.pipeline
