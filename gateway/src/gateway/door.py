"""The door: which way a request takes, who it is from, and how often it may come."""

from starlette.types import ASGIApp, Receive, Scope, Send

from gateway.credentials import Credentials, Identified
from gateway.exchange import Exchange, exchange_of
from gateway.forwarding import refuse_hidden
from gateway.limiting import Limiter, is_sensitive
from gateway.paths import MalformedPath, Target, read_path
from gateway.problems import BadRequest, HeadTooLarge, MethodUnknown, NoSuchPath, Unauthorised
from gateway.proxy import Proxy
from shared.http.methods import what_is_ambiguous

OPEN_PATHS = frozenset({"/livez", "/readyz"})
"""Asked by machines that watch us, at their own pace: never limited."""


MAX_FIELDS = 200
"""Header fields of a request: each is looked at by several steps here and at the service. A
browser behind proxies sends some forty."""


class Door:
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
        wrong = what_is_ambiguous(scope)
        if wrong is not None:
            raise BadRequest(wrong)
        if scope["method"] in {"CONNECT", "TRACE"}:
            raise MethodUnknown("This method has no meaning here")
        if len(scope["headers"]) > MAX_FIELDS:
            raise HeadTooLarge(f"A head may have {MAX_FIELDS} fields")
        refuse_hidden(scope["headers"])
        raw = scope.get("raw_path") or scope["path"].encode("utf-8", "surrogateescape")
        try:
            target = read_path(raw, self._services)
        except MalformedPath as error:
            raise BadRequest(str(error), code="malformed_path") from error
        if target.service is None:
            await self._serve_own(target, scope, receive, send)
            return
        exchange.service = target.service
        caller = await self._admit(target, scope, exchange)
        await self._proxy.forward(
            target,
            scope,
            receive,
            send,
            authorization=caller.authorization if caller else None,
        )

    async def _serve_own(self, target: Target, scope: Scope, receive: Receive, send: Send) -> None:
        exchange = exchange_of(scope)
        if target.path not in OPEN_PATHS:
            await self._limiter.hit(self._limiter.anonymous, exchange.client.limit_key, exchange)
        if target.segments[0] == "v1" and target.path != "/v1/openapi.json":
            raise NoSuchPath("No service is reached by this path")
        await self._own(scope, receive, send)

    async def _admit(self, target: Target, scope: Scope, exchange: Exchange) -> Identified | None:
        """Return the caller, or None for nobody in particular, once the limits allow it."""
        limiter, address = self._limiter, exchange.client.limit_key

        async def before_secret() -> None:
            await limiter.hit(limiter.sensitive, address, exchange)

        if is_sensitive(scope["method"], target.segments):
            await before_secret()
        try:
            caller = await self._credentials.identify(
                scope["headers"], target.segments, before_exchange=before_secret
            )
        except (Unauthorised, BadRequest):
            # Guessing costs the address its anonymous share.
            await limiter.hit(limiter.anonymous, address, exchange)
            raise
        if caller is None:
            await limiter.hit(limiter.anonymous, address, exchange)
            return None
        exchange.private = True
        exchange.subject = str(caller.claims.sub)
        await limiter.hit(limiter.authenticated, exchange.subject, exchange)
        return caller
