"""Around everything: an id, a line in the log, numbers and safe headers for every request."""

import time
from urllib.parse import quote

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.addresses import Headers, identify, last
from gateway.errors import Refusal, Unexpected
from gateway.exchange import Exchange, exchange_of, request_id_of
from gateway.metrics import Metrics
from gateway.problems import answer
from gateway.settings import Settings
from gateway.uploads import ClientGone
from shared.context import request_id as current_request_id

log = structlog.get_logger("gateway.access")

_SECURITY: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]
"""Added unless the answer brings its own; what an API needs of them (a page brings its own)."""

_HSTS = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
_PRIVATE = (b"cache-control", b"private, no-cache")
_LONGEST_LOGGED_PATH = 512


class Observing:
    """Wraps the whole gateway."""

    def __init__(self, app: ASGIApp, settings: Settings, metrics: Metrics) -> None:
        self._app = app
        self._settings = settings
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = self._begin(scope)
        scope["gateway"] = exchange
        status: int | None = None

        async def finish(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = _completed(list(message.get("headers", ())), exchange)
            await send(message)

        self._metrics.in_flight.inc()
        token = current_request_id.set(exchange.request_id)
        try:
            await self._app(scope, receive, finish)
        except ClientGone:
            status = None
        finally:
            current_request_id.reset(token)
            self._metrics.in_flight.dec()
            seconds = time.perf_counter() - exchange.started
            self._metrics.record(exchange, status=status, seconds=seconds)
            _log(exchange, status, seconds)

    def _begin(self, scope: Scope) -> Exchange:
        headers = scope["headers"]
        peer = scope.get("client")
        path = quote(scope.get("raw_path") or scope["path"].encode(), safe="/%:@!$&'()*+,;=-._~")
        return Exchange(
            request_id=request_id_of(last(headers, b"x-request-id")),
            client=identify(
                peer=peer[0] if peer else None,
                scheme=scope.get("scheme", "http"),
                headers=headers,
                trusted=self._settings.trusted_proxies,
            ),
            method=scope["method"],
            path=path[:_LONGEST_LOGGED_PATH],
            headers=headers,
            query=scope.get("query_string", b""),
        )


class Refusing:
    """Turns what is raised inside into problem documents.

    It stands inside of CORS, so that a browser's code can read why it was refused. What
    nobody expected becomes a 500 that tells the caller nothing but its request id.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = exchange_of(scope)
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, watched)
            return
        except ClientGone:
            raise
        except Refusal as error:
            refusal = error
        except Exception:
            log.exception("unexpected_error", request_id=exchange.request_id)
            refusal = Unexpected()
        if not started:
            exchange.refusal = refusal.code
            await answer(send, refusal, instance=exchange.path, request_id=exchange.request_id)


def _completed(headers: Headers, exchange: Exchange) -> Headers:
    present = {name for name, _ in headers}
    headers += [pair for pair in _SECURITY if pair[0] not in present]
    if exchange.client.scheme == "https":
        headers.append(_HSTS)
    if exchange.private and b"cache-control" not in present:
        headers.append(_PRIVATE)
    headers.append((b"x-request-id", exchange.request_id.encode()))
    return headers + exchange.extra_headers


def _log(exchange: Exchange, status: int | None, seconds: float) -> None:
    log.info(
        "request",
        request_id=exchange.request_id,
        client=str(exchange.client.address),
        subject=exchange.subject,
        method=exchange.method,
        path=exchange.path,
        service=exchange.service,
        status=status or "client gone",
        refusal=exchange.refusal,
        ms=round(seconds * 1000, 1),
    )
