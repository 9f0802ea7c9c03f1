"""HEAD wherever GET is (RFC 9110 9.1), OPTIONS with what a path has, heads that say one thing."""

import re
from typing import Final

from fastapi.routing import iter_route_contexts
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.http.allowing import allowed_methods
from shared.http.problems import problem_response

# Names as they are in use (RFC 3986 lets a name be nearly anything, even a list), or an address.
_HOST: Final = re.compile(rb"([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:(?P<port>[0-9]{0,5}))?")


class Methods:
    """Answers HEAD from GET, and OPTIONS; gives the rest to the application.

    What a fixed path does not have is a 405, although the path would fit a template, too:
    `GET /keys/exchange` does not ask for a key with an odd id.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._fixed: dict[str, list[str]] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            allowed = self._of_fixed(scope)
            if allowed and scope["method"] not in allowed:
                refused = problem_response(
                    status=405,
                    code="method_not_allowed",
                    detail="This path does not support the method",
                    instance=scope["path"],
                    headers={"Allow": ", ".join(allowed)},
                )
                await refused(scope, receive, _without_body(send, scope))
                return
        if scope["type"] == "http" and scope["method"] == "OPTIONS":
            owner: Starlette = scope["app"]
            allowed = allowed_methods(owner.routes, scope["path"])
            if allowed:
                answer = Response(status_code=204, headers={"Allow": ", ".join(allowed)})
                await answer(scope, receive, send)
                return
        if scope["type"] == "http" and scope["method"] == "HEAD":
            await self._head(scope, receive, send)
            return
        await self.app(scope, receive, send)

    async def _head(self, scope: Scope, receive: Receive, send: Send) -> None:
        """What GET would answer, to the last header, without its body (RFC 9110 9.3.2)."""
        await self.app({**scope, "method": "GET"}, receive, _without_body(send, scope))

    def _of_fixed(self, scope: Scope) -> list[str]:
        """The methods of a path that has no parameters; empty for all others."""
        if self._fixed is None:
            # Read with the first request: routers are included after this was made.
            routes = scope["app"].routes
            paths = {
                route.path for route in iter_route_contexts(routes) if route.path and route.methods
            }
            self._fixed = {path: allowed_methods(routes, path) for path in paths if "{" not in path}
        return self._fixed.get(scope["path"], [])


def _without_body(send: Send, scope: Scope) -> Send:
    if scope["method"] != "HEAD":
        return send

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return sent


class OneReading:
    """Refuses with 400 what another hop could read as another request (RFC 9112 2.3, 3.2)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wrong = what_is_ambiguous(scope) if scope["type"] == "http" else None
        if wrong is None:
            await self.app(scope, receive, send)
            return
        response = problem_response(
            status=400, code="malformed_request", detail=wrong, instance=scope["path"]
        )
        await response(scope, receive, send)


def what_is_ambiguous(scope: Scope) -> str | None:
    """Say what is wrong with the version or the Host of a request; None where all is well."""
    version = scope["http_version"]
    if version not in {"1.0", "1.1", "2", "3"}:
        return "The request must name HTTP/1.1 or a newer version"
    hosts = [value for name, value in scope["headers"] if name == b"host"]
    if len(hosts) > 1 or (not hosts and version == "1.1"):
        return "The request must have one Host header"
    if hosts and not _names_a_host(hosts[0]):
        return "The Host header must be a name or an address, and perhaps a port"
    return None


def _names_a_host(value: bytes) -> bool:
    found = _HOST.fullmatch(value.strip(b" \t"))
    return found is not None and int(found["port"] or 0) <= 65_535
