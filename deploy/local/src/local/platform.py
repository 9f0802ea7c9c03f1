"""The all-in-one: five ASGI apps on loopback ports, one event loop, one in-process bus.

    PostgreSQL -> databases, migrations -> bus <- consumers, relays, workers -> registry,
    marketplace, search (with its indexer), billing -> gateway, which proxies real HTTP to them

It stops in the opposite order, so that nothing asks for what has gone already.
"""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx
import structlog
import uvicorn
from fastapi import FastAPI

import gateway.app
import gateway.serving
import gateway.settings
from local.bootstrapping import bootstrapped
from local.environment import SERVICES, Surroundings
from local.folder import Folder
from local.parts import PARTS
from local.postgres import EmbeddedPostgres, provision
from local.processes import CannotStart
from shared import migrations
from shared.command_line import ServiceProcess
from shared.http.serving import BoundedFraming
from shared.messaging.bus import Bus, connect
from shared.messaging.consuming import run_consumer
from shared.messaging.relay import Relay
from shared.settings import ServiceSettings

log = structlog.get_logger(__name__)

Report = Callable[[str], None]
"""Hears what is being done, for a progress bar."""


class LocalServer(uvicorn.Server):
    """A uvicorn server that leaves the signals to whoever runs all five."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def bound_socket(port: int) -> socket.socket:
    """Return a loopback socket that already holds ``port`` (0: any free one).

    Raises ``CannotStart`` when somebody else has the port.
    """
    # The protocol is named because asyncio turns Nagle's delay off only where it is: with
    # protocol 0 every answer would come 40 ms late.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError as error:
        listener.close()
        raise CannotStart(
            f"Port {port} is taken by another program. Stop that one, or name another port: "
            "make up PORT=8080"
        ) from error
    return listener


@asynccontextmanager
async def databases(folder: Folder, report: Report) -> AsyncIterator[dict[str, str]]:
    """Run the embedded PostgreSQL in ``folder`` and yield each service's database, ready for use.

    Raises ``CannotStart``, also for data of another major version.
    """
    report("Starting PostgreSQL")
    server = EmbeddedPostgres(folder.postgres)
    # Blocks the loop for a second: nothing else runs yet, and it must be the main thread.
    server.start()
    try:
        urls = await provision(
            server.url, SERVICES, passwords=folder.path / "database-passwords.json"
        )
        report("Migrating the databases")
        for name, part in PARTS.items():
            await migrations.upgrade(urls[name], part.migrations)
        # Before the services: without signing keys the gateway lets nobody in.
        await bootstrapped(folder, urls["registry"])
        yield urls
    finally:
        server.stop()


@asynccontextmanager
async def all_in_one(
    folder: Folder, urls: Mapping[str, str], *, port: int = 0, report: Report = lambda _: None
) -> AsyncIterator[Surroundings]:
    """Run the whole platform in this process, the gateway on ``port`` (0: any free one).

    ``urls`` are the services' databases. Yields where everything is, once everything answers.
    Raises ``CannotStart``.
    """
    async with AsyncExitStack() as stack:
        sockets = {"gateway": bound_socket(port)}
        sockets |= {name: bound_socket(0) for name in SERVICES}
        for listener in sockets.values():
            stack.callback(listener.close)
        surroundings = Surroundings(
            databases=urls,
            ports={name: listener.getsockname()[1] for name, listener in sockets.items()},
            broker_url="memory://",
            folder=folder,
        )
        bus = connect(surroundings.broker_url)
        stack.push_async_callback(bus.close)
        report("Starting the services")
        apps = _apps(surroundings, bus)
        for name, app in apps.items():
            await stack.enter_async_context(_served(app, sockets[name], name))
        entrance = gateway.app.create_app(
            gateway.settings.Settings(**surroundings.gateway_settings()),  # type: ignore[arg-type]
            bus=bus,
        )
        await stack.enter_async_context(_served(entrance, sockets["gateway"], "gateway"))
        await stack.enter_async_context(_moving(apps, bus))
        await ready(surroundings.url("gateway"))
        yield surroundings


def settings_of(surroundings: Surroundings, name: str) -> ServiceSettings:
    """Return a service's settings as its own class reads them, without the environment."""
    kind: Any = PARTS[name].settings
    settings: ServiceSettings = kind(**surroundings.settings(name))
    return settings


def _apps(surroundings: Surroundings, bus: Bus) -> dict[str, FastAPI]:
    return {
        name: part.create_app(settings_of(surroundings, name), bus=bus)
        for name, part in PARTS.items()
    }


@asynccontextmanager
async def _served(app: Any, listener: socket.socket, name: str) -> AsyncIterator[None]:
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="on",
        proxy_headers=False,
        server_header=False,
        http=gateway.serving.BoundedHttp if name == "gateway" else BoundedFraming,
        timeout_graceful_shutdown=3,
    )
    server = LocalServer(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]), name=f"serve {name}")
    try:
        while not server.started:
            if serving.done():
                raise CannotStart(f"{name} did not start; its log says why")
            await asyncio.sleep(0.005)
        yield
    finally:
        server.should_exit = True
        await serving


@asynccontextmanager
async def _moving(apps: dict[str, FastAPI], bus: Bus) -> AsyncIterator[None]:
    """Run beside the apps what their services run beside their APIs, consumers first."""
    async with AsyncExitStack() as stack:
        for name, app in apps.items():
            part, state = PARTS[name], app.state
            if part.heard:
                subscription = await run_consumer(
                    name=name,
                    database=state.database,
                    bus=bus,
                    handlers=part.heard,
                    registry=state.metrics,
                )
                stack.push_async_callback(subscription.close)
        for name, app in apps.items():
            for what, work in _loops(PARTS[name], app.state, bus):
                stack.push_async_callback(_cancelled, _task(work, f"{what} of {name}"))
        yield


def _loops(process: ServiceProcess, state: Any, bus: Bus) -> Iterator[tuple[str, Awaitable[None]]]:
    """What a service runs for ever in the processes that it has beside its API, by name."""
    if process.beside_consumer is not None:
        work = process.beside_consumer(state.settings, state.database, bus, state.metrics)
        yield "work beside the consumer", work
    if process.announced:
        relay = Relay(state.database, bus, f"/{process.name}", registry=state.metrics)
        yield "relay", relay.run()
    yield "duties", process.duty_runner(state.settings, state.database, state.metrics).run()
    if process.beside_worker is not None:
        yield "work beside the duties", process.beside_worker(state.settings, state.database)


def _task(work: Any, name: str) -> "asyncio.Task[Any]":
    coroutine: Coroutine[Any, Any, Any] = work
    task = asyncio.create_task(coroutine, name=name)
    task.add_done_callback(_say_why)
    return task


def _say_why(task: "asyncio.Task[Any]") -> None:
    """Log at once what ended a task that was to run for ever; its error is raised at the end."""
    if not task.cancelled() and task.exception() is not None:
        log.error("task_ended", task=task.get_name(), exc_info=task.exception())


async def _cancelled(task: "asyncio.Task[Any]") -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def ready(base_url: str, *, seconds: float = 30) -> None:
    """Wait until the gateway says that it and all services can work; raises ``CannotStart``."""
    deadline = asyncio.get_running_loop().time() + seconds
    said = "it does not answer"
    async with httpx.AsyncClient(base_url=base_url, timeout=5) as client:
        while asyncio.get_running_loop().time() < deadline:
            with contextlib.suppress(httpx.HTTPError):
                answer = await client.get("/readyz")
                # The gateway lets traffic in while some service is away; a start waits for all.
                if answer.status_code == 200 and answer.json()["status"] == "ok":
                    return
                said = answer.text
            await asyncio.sleep(0.05)
    raise CannotStart(f"The platform was not ready within {seconds:.0f} s: {said}")
