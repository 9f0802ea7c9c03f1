"""What is known of the request at hand, from the door inwards."""

import re
import time
from dataclasses import dataclass, field

from starlette.types import Scope

from gateway.addresses import Client, Headers
from shared.ids import new_id

_VALID_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


@dataclass(slots=True)
class Exchange:
    """One request and what becomes of it, for the log, the metrics and the answer."""

    request_id: str
    client: Client
    method: str
    path: str
    """As the client wrote it, printable, without the query: that may hold personal data."""
    service: str = "gateway"
    """Which service the path belongs to, or "gateway"."""
    subject: str | None = None
    refusal: str | None = None
    """The code of the problem that the gateway itself answered with."""
    extra_headers: Headers = field(default_factory=list)
    """Headers for whatever answer is given: limits, CORS, the request id."""
    private: bool = False
    """Whether the answer depends on credentials, so that no shared cache may keep it."""
    started: float = field(default_factory=time.perf_counter)


def request_id_of(given: str | None) -> str:
    """Keep a request id that can be logged as it is; otherwise make one."""
    if given is not None and _VALID_REQUEST_ID.fullmatch(given):
        return given
    return str(new_id())


def exchange_of(scope: Scope) -> Exchange:
    """Return the exchange that the outermost layer put into the scope."""
    exchange = scope["gateway"]
    assert isinstance(exchange, Exchange)
    return exchange
