"""What a process shows to those who operate it, on a port of its own: numbers and health.

Never on the port that serves callers: behind a proxy the address of whoever asks is the proxy's,
so nothing in the request tells an operator from a stranger. The port does, since it is bound to
the loopback or to a private network.
"""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from shared.http.serving import BoundedFraming
from shared.readiness import Need, examine

Tell = Callable[[], Awaitable[Response]]
"""Makes the answer of `/readyz`."""


def readiness_of(needs: Callable[[], Sequence[Need]]) -> Tell:
    """What `/readyz` answers, on whichever port, for a process that has these needs."""

    async def tell() -> Response:
        state = await examine(needs())
        return JSONResponse(state.model_dump(), state.http_status)

    return tell


def operations_app(numbers: Callable[[], bytes], tell: Tell) -> ASGIApp:
    """`/metrics`, `/livez` and `/readyz`, which is what `tell` answers."""

    async def metrics(request: Request) -> Response:
        return Response(numbers(), media_type=CONTENT_TYPE_LATEST)

    async def livez(request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def readyz(request: Request) -> Response:
        return await tell()

    return Starlette(
        routes=[Route("/metrics", metrics), Route("/livez", livez), Route("/readyz", readyz)]
    )


def numbers_of(registry: CollectorRegistry) -> Callable[[], bytes]:
    """The numbers of one registry, as Prometheus reads them."""
    return lambda: generate_latest(registry)


class _Server(uvicorn.Server):
    """Beside another server or a worker, which has the signals."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def served(app: ASGIApp, *, host: str, port: int) -> AsyncIterator[None]:
    """Serve `app` on a port of its own as long as the block lasts; port 0: not at all.

    Raises OSError when the port is taken: a process that cannot be watched should not start.
    """
    if not port:
        yield
        return
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=BoundedFraming,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
    )
    # Bound here, since a server that finds its port taken ends the whole process without a word.
    listener = socket.create_server((host, port), family=_family(host))
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]), name="operations")
    try:
        yield
    finally:
        server.should_exit = True
        await asyncio.wait([serving])
        listener.close()


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
