"""The request at hand and what becomes of it, from the outermost layer inwards."""

import re
import time
from dataclasses import dataclass, field

from starlette.types import Scope

from gateway.addresses import Client, Headers
from gateway.paths import Target
from shared.ids import new_id

_VALID_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


@dataclass(slots=True)
class Exchange:
    """One HTTP exchange: the request as it was read so far, and what its answer will need."""

    request_id: str
    client: Client
    method: str
    path: str
    """As the client wrote it, printable, without the query: that may hold personal data."""
    headers: Headers
    """As the client sent them, names in lower case."""
    query: bytes = b""
    target: Target | None = None
    """What the path asks for, once it was read."""
    subject: str | None = None
    authorization: str | None = None
    """What the service sees instead of the client's own header: the token of an API key."""
    refusal: str | None = None
    """The code of the problem that the gateway itself answered with."""
    extra_headers: Headers = field(default_factory=list)
    """Headers for whatever answer is given: limits, CORS, the request id."""
    private: bool = False
    """Whether the answer depends on credentials, so that no shared cache may keep it."""
    started: float = field(default_factory=time.perf_counter)

    @property
    def service(self) -> str:
        """Which service the path belongs to, or "gateway"."""
        return (self.target and self.target.service) or "gateway"


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
