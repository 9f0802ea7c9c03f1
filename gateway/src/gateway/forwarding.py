"""Which headers pass the gateway, in each direction."""

import re
from collections.abc import Iterable

from multidict import CIMultiDict

from gateway.addresses import Client, Headers
from gateway.errors import BadRequest

HOP_BY_HOP = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
"""RFC 9110 7.6.1: what concerns one connection only."""

# Written anew here, or meant for the gateway alone: what a client claims in them is dropped.
REPLACED = frozenset(
    {
        b"host",
        b"expect",  # the server under us has answered it already
        b"content-length",  # set again beside the body, from what was checked
        b"forwarded",
        b"x-forwarded-for",
        b"x-forwarded-host",
        b"x-forwarded-port",
        b"x-forwarded-prefix",
        b"x-forwarded-proto",
        b"x-forwarded-server",
        b"x-real-ip",
        b"x-request-id",
        b"x-api-key",
    }
)
_FOR_EVERYBODY = REPLACED | {
    b"accept",
    b"accept-language",
    b"authorization",
    b"content-encoding",
    b"content-type",
    b"cookie",
    b"idempotency-key",
    b"if-match",
    b"if-none-match",
    b"origin",
    b"range",
}
"""What decides, here or at a service, what a request is and whose."""

ANSWERED_BY_US = frozenset({b"server", b"date", b"x-request-id"})

_HOST = re.compile(r"[A-Za-z0-9._-]{1,253}(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:[0-9]{1,5})?")


def _one_connection_only(headers: Iterable[tuple[bytes, bytes]]) -> set[bytes]:
    """Names that the sender's own Connection header declares to be hop-by-hop."""
    return {
        name.strip().lower()
        for key, value in headers
        if key == b"connection"
        for name in value.split(b",")
    }


def refuse_hidden(headers: Headers) -> None:
    """Raise BadRequest where Connection names a header that is meant for everybody on the way.

    RFC 9110 7.6.1 forbids it to senders; a hop that obeyed would see another request than the
    next one: a caller here, and nobody at the service. What else is named stays here.
    """
    if not _FOR_EVERYBODY.isdisjoint(_one_connection_only(headers)):
        raise BadRequest("Connection must not name a header that is meant for every recipient")


def to_service(
    headers: Headers, *, client: Client, request_id: str, authorization: str | None
) -> CIMultiDict[str]:
    """Return the headers of the request that a service sees.

    `authorization` replaces the client's own where it is given: the token that an API key
    was exchanged for.
    """
    skip = HOP_BY_HOP | REPLACED | _one_connection_only(headers)
    if authorization is not None:
        skip |= {b"authorization"}
    out: CIMultiDict[str] = CIMultiDict(
        (key.decode("latin-1"), _readable(value)) for key, value in headers if key not in skip
    )
    if authorization is not None:
        out["Authorization"] = authorization
    address = str(client.address)
    out["X-Request-ID"] = request_id
    out["X-Forwarded-For"] = address
    out["X-Forwarded-Proto"] = client.scheme
    forwarded = f'for="[{address}]"' if ":" in address else f"for={address}"
    forwarded += f";proto={client.scheme}"
    if client.host and _HOST.fullmatch(client.host):
        out["X-Forwarded-Host"] = client.host
        forwarded += f';host="{client.host}"'
    out["Forwarded"] = forwarded
    return out


def to_client(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """Return the headers of the answer that the client sees, names in lower case."""
    lowered = [(key.lower(), value) for key, value in headers]
    skip = HOP_BY_HOP | ANSWERED_BY_US | _one_connection_only(lowered)
    return [(key, value) for key, value in lowered if key not in skip]


def _readable(value: bytes) -> str:
    # The client library writes UTF-8; bytes that are not come out as the Latin-1 letters
    # that RFC 9110 says recipients saw in them historically.
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")
