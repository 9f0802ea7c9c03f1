"""The gateway as one ASGI application: raw on the way to the services, routed only for its own."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import structlog
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.api_keys import ApiKeys
from gateway.credentials import Credentials
from gateway.dispatching import Dispatcher
from gateway.health import HealthCheck
from gateway.limiting import Limiter
from gateway.metrics import Metrics
from gateway.observing import Observing, Refusing
from gateway.own_routes import Parts, own_app, own_document, tell_health
from gateway.proxy import Proxy, open_client
from gateway.reference.document import ApiDocument
from gateway.settings import Settings
from gateway.token_state import TokenState
from shared.http.operations import operations_app, served
from shared.messaging.bus import Bus, connect
from shared.tokens import KeySource, RevocationList, Verifier
from shared.tokens.jwks import JwksKeys
from shared.tokens.watching import RevocationWatcher, read_over_http

log = structlog.get_logger(__name__)

_READABLE_BY_BROWSERS = (
    "ETag",
    "Idempotency-Replayed",
    "Link",
    "Location",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "WWW-Authenticate",
    "X-Request-ID",
)
_SENT_BY_BROWSERS = (
    "Accept-Language",
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "If-Match",
    "If-None-Match",
    "X-API-Key",
    "X-Request-ID",
)


class Gateway:
    """Built once; its parts that need an event loop exist from startup to shutdown.

    `metrics` and `revocations` are those of this instance alone.
    """

    def __init__(self, settings: Settings, *, keys: KeySource | None, bus: Bus | None) -> None:
        self.settings = settings
        self.metrics = Metrics()
        self.revocations = RevocationList()
        self._keys = keys
        self._bus = bus
        self._limiter = Limiter(settings)
        self._parts = Parts(settings=settings, metrics=self.metrics)
        self.own = own_app(self._parts)
        self._http: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            assert self._http is not None, "the gateway answers after its lifespan has started"
            await self._http(scope, receive, send)
        else:
            # No service speaks WebSocket; closing before accepting is answered with 403.
            await send({"type": "websocket.close", "code": 1000})

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            async with self.running():
                await send({"type": "lifespan.startup.complete"})
                await receive()
        except Exception as error:
            # Before startup completed this stops the server with a reason.
            log.exception("gateway_failed")
            await send({"type": "lifespan.startup.failed", "message": type(error).__name__})
            return
        await send({"type": "lifespan.shutdown.complete"})

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Open what the gateway needs. The services and the broker may still be away."""
        settings, services = self.settings, self.settings.services
        async with AsyncExitStack() as stack:
            client = await stack.enter_async_context(open_client(settings))
            keys = self._keys
            if keys is None:
                keys = JwksKeys(f"{settings.registry_url}/v1/registry/jwks")
                stack.push_async_callback(keys.aclose)
            bus = self._bus
            if bus is None:
                bus = connect(settings.broker_url, settings.bus_prefix, "gateway")
                stack.push_async_callback(bus.close)
            watching = RevocationWatcher(
                self.revocations,
                bus,
                read_over_http(f"{settings.registry_url}/v1/registry/revocations"),
                read_again_seconds=settings.revocations_max_age,
            )
            state = TokenState(keys, watching)
            watcher = asyncio.create_task(state.run())
            stack.push_async_callback(_cancelled, watcher)
            health = self._parts.health = HealthCheck(client, services, state)
            watched = operations_app(self.metrics.text, lambda: tell_health(health))
            await stack.enter_async_context(
                served(watched, host=settings.metrics_host, port=settings.metrics_port)
            )
            self._parts.document = ApiDocument(
                client, services, own_document(self.own), max_age=settings.reference_max_age
            )
            dispatcher = Dispatcher(
                own=self.own,
                proxy=Proxy(client, settings),
                credentials=Credentials(
                    Verifier(keys, settings.token_issuer, self.revocations),
                    ApiKeys(client, settings.registry_url, size=settings.token_cache_size),
                    state,
                    size=settings.token_cache_size,
                ),
                limiter=self._limiter,
                services=frozenset(services),
            )
            self._http = Observing(
                _with_cors(Refusing(dispatcher), settings), settings, self.metrics
            )
            try:
                yield
            finally:
                self._http = None


def _with_cors(app: ASGIApp, settings: Settings) -> ASGIApp:
    if not settings.cors_origins:
        return app
    return CORSMiddleware(
        app,
        allow_origins=settings.cors_origins,
        allow_methods=("GET", "HEAD", "POST", "PATCH", "PUT", "DELETE"),
        allow_headers=_SENT_BY_BROWSERS,
        expose_headers=_READABLE_BY_BROWSERS,
        # Credentials are headers that the calling code sets itself; there are no cookies.
        allow_credentials=False,
        max_age=600,
    )


async def _cancelled(task: "asyncio.Task[None]") -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


def create_app(
    settings: Settings, *, keys: KeySource | None = None, bus: Bus | None = None
) -> Gateway:
    """Build the gateway.

    `keys` and `bus` replace what the settings name (the registry's JWKS, the broker); a bus
    that is given stays open at the end, since it is another's. The server must be told not
    to rewrite the client's address by itself (uvicorn: `proxy_headers=False`): which proxies
    are believed is a setting of the gateway.
    """
    return Gateway(settings, keys=keys, bus=bus)
