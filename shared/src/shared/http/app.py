"""One service's ASGI application: what all have in common, read as an inventory."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager

from fastapi import APIRouter, FastAPI, Request
from prometheus_client import CollectorRegistry
from starlette.responses import Response

from shared.database import Database
from shared.http import problems
from shared.http.document import openapi_of
from shared.http.idempotency import Replayed
from shared.http.methods import Methods, OneReading
from shared.http.middleware import BodyLimit, Metrics, RequestIds
from shared.http.operations import numbers_of, operations_app, readiness_of, served
from shared.messaging.bus import Bus, connect
from shared.nouns import Noun, Nouns
from shared.observability import trace_requests
from shared.readiness import (
    Need,
    broker_carries,
    database_answers,
    keys_known,
    nothing_more,
)
from shared.settings import ServiceSettings
from shared.tokens import KeySource, RevocationList, Verifier
from shared.tokens.jwks import JwksKeys
from shared.tokens.watching import ReadRevocations, RevocationWatcher, read_over_http

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]
Needs = Callable[[Database], Sequence[Need]]
"""What the service needs beside database, keys and broker, once its database is known."""


def create_service_app(
    *,
    name: str,
    title: str,
    description: str,
    settings: ServiceSettings,
    nouns: Iterable[Noun] = (),
    routers: Sequence[APIRouter] = (),
    database: Database | None = None,
    keys: KeySource | None = None,
    bus: Bus | None = None,
    load_revocations: ReadRevocations | None = None,
    needs: Needs = nothing_more,
    lifespan: Lifespan | None = None,
    version: str = "0.1.0",
) -> FastAPI:
    """Build the application of the service `name`, served below `/v1/<name>`.

    It serves what its `nouns` bring, and `routers` that belong to none. `keys`, `bus` and
    `load_revocations` replace what the settings name; a bus that is given stays open at the end,
    since it is another's. `app.state` holds `settings`, `database`, `verifier`, `bus`, `needs`
    and `metrics` (a Prometheus registry of this app alone, shown at the metrics port).
    """
    database = database or Database(settings.database_url)
    keys = keys or JwksKeys(settings.jwks_url)
    own_bus = None if bus else connect(settings.broker_url, settings.bus_prefix, name)
    the_bus = bus or own_bus
    assert the_bus is not None
    revocations = RevocationList()
    read_revocations = load_revocations or read_over_http(settings.revocations_url)

    @asynccontextmanager
    async def whole_life(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(database.dispose)
            if own_bus is not None:
                stack.push_async_callback(own_bus.close)
            if isinstance(keys, JwksKeys):
                stack.push_async_callback(keys.aclose)
            watcher = RevocationWatcher(revocations, the_bus, read_revocations)
            stack.push_async_callback(_cancelled, asyncio.create_task(watcher.run()))
            watched = operations_app(numbers_of(app.state.metrics), readiness_of(app.state.needs))
            await stack.enter_async_context(
                served(watched, host=settings.metrics_host, port=settings.metrics_port)
            )
            if lifespan is not None:
                await stack.enter_async_context(lifespan(app))
            yield

    app = FastAPI(
        title=title,
        description=description,
        version=version,
        openapi_url=f"/v1/{name}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=whole_life,
        generate_unique_id_function=lambda route: f"{name}_{route.name}",
        redirect_slashes=False,
    )
    metrics = CollectorRegistry()
    app.state.settings = settings
    app.state.database = database
    app.state.bus = the_bus
    app.state.metrics = metrics
    app.state.needs = lambda: (
        database_answers(app.state.database),
        keys_known(keys),
        broker_carries(the_bus),
        *needs(app.state.database),
    )
    app.state.verifier = Verifier(keys, settings.token_issuer, revocations)

    problems.install(app)
    app.add_exception_handler(Replayed, _replay)
    for router in (*Nouns(*nouns).routers, *routers, _operations()):
        app.include_router(router)
    app.openapi = lambda: openapi_of(app)  # type: ignore[method-assign]

    # The last one added is the outermost.
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes)
    app.add_middleware(Methods)
    app.add_middleware(OneReading)
    app.add_middleware(Metrics, registry=metrics)
    trace_requests(app, service=name, endpoint=settings.otlp_endpoint)
    app.add_middleware(RequestIds)
    return app


async def _replay(request: Request, error: Exception) -> Response:
    assert isinstance(error, Replayed)
    return error.response


def _operations() -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/livez")
    async def livez() -> dict[str, str]:
        """The process answers."""
        return {"status": "ok"}

    @router.get("/readyz")
    async def readyz(request: Request) -> Response:
        """Whether the process can do its work, and what each thing that it needs lacks."""
        return await readiness_of(request.app.state.needs)()

    return router


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
