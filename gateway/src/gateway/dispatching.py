"""Which way a request takes, whose it is, and how often it may come."""

from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.credentials import Credentials
from gateway.errors import BadRequest, HeadTooLarge, MethodUnknown, NoSuchPath, Unauthenticated
from gateway.exchange import Exchange, exchange_of
from gateway.forwarding import refuse_hidden
from gateway.limiting import Limiter, is_sensitive
from gateway.paths import MalformedPath, Target, read_path
from gateway.proxy import Proxy
from shared.http.methods import what_is_ambiguous

OPEN_PATHS = frozenset({"/livez", "/readyz"})
"""Asked by machines that watch us, at their own pace: never limited."""


MAX_FIELDS = 200
"""Header fields of a request: each is looked at by several steps here and at the service. A
browser behind proxies sends some forty."""


class Dispatcher:
    """Sends what belongs to a service through the proxy, and the rest to our own few pages.

    Whether a route may be used without credentials is for its service to say. Credentials
    that are given must be good, though, wherever they are shown: a caller with an expired
    token should learn that, not silently be treated as nobody.
    """

    def __init__(
        self,
        *,
        own: ASGIApp,
        proxy: Proxy,
        credentials: Credentials,
        limiter: Limiter,
        services: frozenset[str],
    ) -> None:
        self._own = own
        self._proxy = proxy
        self._credentials = credentials
        self._limiter = limiter
        self._services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = exchange_of(scope)
        _check_head(scope)
        exchange.target = target = self._target(scope)
        if target.service is None:
            await self._check_own(exchange, target)
            await self._own(scope, receive, send)
        else:
            await self._admit(exchange, target)
            await self._proxy.forward(exchange, receive, send)

    def _target(self, scope: Scope) -> Target:
        raw = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogateescape")
        try:
            return read_path(raw, self._services)
        except MalformedPath as error:
            raise BadRequest(str(error), code="malformed_path") from error

    async def _check_own(self, exchange: Exchange, target: Target) -> None:
        if target.path not in OPEN_PATHS:
            await self._limiter.hit(self._limiter.anonymous, exchange.client.limit_key, exchange)
        if target.segments[0] == "v1" and target.path != "/v1/openapi.json":
            raise NoSuchPath("No service is reached by this path")

    async def _admit(self, exchange: Exchange, target: Target) -> None:
        """Note in the exchange whose request it is, once the limits allow it."""
        limiter, address = self._limiter, exchange.client.limit_key

        async def before_secret() -> None:
            await limiter.hit(limiter.sensitive, address, exchange)

        if is_sensitive(exchange.method, target.segments):
            await before_secret()
        try:
            caller = await self._credentials.identify(
                exchange.headers, target.segments, before_asking=before_secret
            )
        except (Unauthenticated, BadRequest):
            # Guessing costs the address its anonymous share.
            await limiter.hit(limiter.anonymous, address, exchange)
            raise
        if caller is None:
            await limiter.hit(limiter.anonymous, address, exchange)
            return
        exchange.private = True
        exchange.subject = str(caller.claims.sub)
        exchange.authorization = caller.authorization
        await limiter.hit(limiter.authenticated, exchange.subject, exchange)


def _check_head(scope: Scope) -> None:
    """Refuse a head that could be read in two ways, that costs much, or that nothing answers."""
    wrong = what_is_ambiguous(scope)
    if wrong is not None:
        raise BadRequest(wrong)
    if scope["method"] in {"CONNECT", "TRACE"}:
        raise MethodUnknown("This method has no meaning here")
    if len(scope["headers"]) > MAX_FIELDS:
        raise HeadTooLarge(f"A head may have {MAX_FIELDS} fields")
    refuse_hidden(scope["headers"])
