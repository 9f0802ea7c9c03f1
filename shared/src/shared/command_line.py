"""The commands that every service has: `python -m <service> api | consumer | relay | …`."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated, Any

import typer
import uvicorn
from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from pydantic import ValidationError

from shared import migrations as migrating
from shared import retention
from shared.database import Database
from shared.duties import Duty, DutyRunner
from shared.http.operations import numbers_of, operations_app, readiness_of, served
from shared.http.serving import BoundedFraming
from shared.messaging.bus import Bus, UnknownQueue, connect
from shared.messaging.consuming import Handler, run_consumer
from shared.messaging.contracts import write_contracts
from shared.messaging.events import Fact
from shared.messaging.relay import Relay
from shared.nouns import Noun, Nouns
from shared.observability import configure_logging
from shared.personal_data import holdings
from shared.readiness import (
    Need,
    broker_carries,
    database_answers,
    nothing_more,
    outbox_flows,
)
from shared.retention import PURGE
from shared.settings import ServiceSettings, what_is_missing
from shared.stopping import until_signalled
from shared.tables import metadata as platform_tables


def no_duties(settings: Any) -> Sequence[Duty]:
    """For a service that does nothing by time but what all do."""
    return ()


@dataclass(frozen=True, kw_only=True)
class ServiceProcess:
    """What a service's processes are made of.

    `settings` reads the environment; `settings_for_openapi` needs none, so that the API
    document can be written on any machine.
    """

    name: str
    settings: Callable[[], ServiceSettings]
    settings_for_openapi: Callable[[], ServiceSettings]
    create_app: Callable[..., FastAPI]
    migrations: Path
    nouns: Iterable[Noun] = ()
    handlers: Mapping[str, Handler] = field(default_factory=dict)
    """Those that no noun brings."""
    beside_consumer: Callable[[Any, Database, Bus, CollectorRegistry], Awaitable[None]] | None = (
        None
    )
    """Runs as long as the consumer does, in its process."""
    consumer_needs: Callable[[Database], Sequence[Need]] = nothing_more
    """What the consumer's `/readyz` asks beside database and broker."""
    duties: Callable[[Any], Sequence[Duty]] = no_duties
    """What the service does by time beside what its nouns do, once its settings are known."""
    beside_worker: Callable[[Any, Database], Coroutine[Any, Any, None]] | None = None
    """Runs as long as the worker does, in its process."""

    @property
    def heard(self) -> Mapping[str, Handler]:
        """Every event that the service hears, and what it does on it."""
        return Nouns(*self.nouns, Noun("none", handlers=self.handlers)).handlers

    def duty_runner(
        self, settings: ServiceSettings, database: Database, registry: CollectorRegistry
    ) -> DutyRunner:
        """Does all that the service does by time: what every service does, and its own."""
        own = Noun("none", duties=(PURGE, *self.duties(settings)))
        return DutyRunner(
            database,
            Nouns(*self.nouns, own).duties,
            movable=settings.sandbox_clock,
            registry=registry,
        )

    @property
    def announced(self) -> Sequence[Fact]:
        """An example of every event that the service announces."""
        return Nouns(*self.nouns).examples


class ServiceCommands(typer.Typer):
    """Commands that answer settings which are missing or wrong by naming their variables.

    Exit status 2, as for every command that was called wrongly.
    """

    def __init__(self, *, prefix: str) -> None:
        super().__init__(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
        self._prefix = prefix

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().__call__(*args, **kwargs)
        except ValidationError as error:
            if error.title != "Settings":
                raise
            for line in what_is_missing(error, self._prefix):
                typer.echo(line, err=True)
            sys.exit(2)


def service_cli(process: ServiceProcess) -> typer.Typer:
    """Return the command line of a service; the service adds its own jobs to it."""
    cli = ServiceCommands(prefix=f"{process.name}_")
    _add_what_stays(cli, process)
    _add_what_ends(cli, process)
    cli.add_typer(_dead_letters(process), name="dead-letters")
    return cli


def _add_what_stays(cli: typer.Typer, process: ServiceProcess) -> None:
    @cli.command()
    def api() -> None:
        """Serve the HTTP API until stopped."""
        settings = process.settings()
        configure_logging(settings)
        uvicorn.run(
            process.create_app(settings),
            host=settings.host,
            port=settings.port,
            http=BoundedFraming,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=10,
        )

    @cli.command()
    def consumer() -> None:
        """Act on the events of other services until stopped."""

        async def consume(settings: ServiceSettings, database: Database, bus: Bus) -> None:
            registry = CollectorRegistry()
            needs = (*_of_a_worker(database, bus), *process.consumer_needs(database))
            async with _watched(settings, registry, needs):
                subscription = await run_consumer(
                    name=process.name,
                    database=database,
                    bus=bus,
                    handlers=process.heard,
                    registry=registry,
                )
                try:
                    if process.beside_consumer is not None:
                        await process.beside_consumer(settings, database, bus, registry)
                    await asyncio.Event().wait()
                finally:
                    await subscription.close()

        _run_until_stopped(process, consume)

    if process.announced:

        @cli.command()
        def relay() -> None:
            """Send what the service announced to the broker until stopped."""

            async def send(settings: ServiceSettings, database: Database, bus: Bus) -> None:
                registry = CollectorRegistry()
                needs = (*_of_a_worker(database, bus), outbox_flows(database))
                async with _watched(settings, registry, needs):
                    await Relay(database, bus, f"/{process.name}", registry=registry).run()

            _run_until_stopped(process, send)

    @cli.command()
    def worker() -> None:
        """Do what is due by time until stopped."""

        async def do(settings: ServiceSettings, database: Database, bus: Bus) -> None:
            registry = CollectorRegistry()
            runner = process.duty_runner(settings, database, registry)
            needs = (database_answers(database), runner.need())
            async with _watched(settings, registry, needs), asyncio.TaskGroup() as working:
                working.create_task(runner.run())
                if process.beside_worker is not None:
                    working.create_task(process.beside_worker(settings, database))

        _run_until_stopped(process, do)


def _add_what_ends(cli: typer.Typer, process: ServiceProcess) -> None:
    if process.announced:

        @cli.command()
        def contracts(
            folder: Annotated[Path, typer.Argument(help="shared/contracts of the checkout")],
        ) -> None:
            """Write the JSON Schema and the example of every announced event."""
            for path in _write_contracts(process, folder):
                typer.echo(path)

    @cli.command()
    def migrate(revision: str = "head") -> None:
        """Bring the database's schema up to date."""
        asyncio.run(
            migrating.upgrade(process.settings().database_url, process.migrations, revision)
        )

    @cli.command()
    def purge() -> None:
        """Delete superseded events after 90 days, inbox rows after 180, answers after 7."""

        async def forget(settings: ServiceSettings, database: Database, bus: Bus) -> None:
            async with database.transaction() as session:
                gone = await retention.purge(session)
            typer.echo(json.dumps(asdict(gone)))

        _run_once(process, forget)

    @cli.command()
    def personal_data() -> None:
        """Print what the service's tables hold about people, as JSON."""
        tables = Nouns(*process.nouns).tables
        held = holdings([*tables, *platform_tables.tables.values()])
        typer.echo(json.dumps([asdict(each) for each in held], indent=2, ensure_ascii=False))

    @cli.command()
    def openapi() -> None:
        """Print the OpenAPI document of the API."""
        document = process.create_app(process.settings_for_openapi()).openapi()
        typer.echo(json.dumps(document, indent=2, ensure_ascii=False))


def _write_contracts(process: ServiceProcess, folder: Path) -> Sequence[Path]:
    examples = process.announced
    return write_contracts(process.name, [type(each) for each in examples], examples, folder)


def _dead_letters(process: ServiceProcess) -> typer.Typer:
    dead = typer.Typer(no_args_is_help=True, help="Events that a handler refused for good.")

    @dead.command("list")
    def list_dead_letters(limit: int = 100) -> None:
        """Print dead letters as JSON lines."""

        async def show(settings: ServiceSettings, database: Database, bus: Bus) -> None:
            for letter in await bus.dead_letters(process.name, limit=limit):
                typer.echo(
                    json.dumps(
                        {
                            "id": letter.id,
                            "type": letter.type,
                            "reason": letter.reason,
                            "died_at": letter.died_at.isoformat(),
                            "body": letter.body.decode(errors="replace"),
                        },
                        ensure_ascii=False,
                    )
                )

        _run_once(process, show)

    @dead.command("resend")
    def resend_dead_letters(
        ids: Annotated[list[str] | None, typer.Argument(help="Ids; none: all")] = None,
    ) -> None:
        """Give dead letters to the consumer again."""

        async def again(settings: ServiceSettings, database: Database, bus: Bus) -> None:
            typer.echo(await bus.resend(process.name, ids or None))

        _run_once(process, again)

    return dead


Work = Callable[[Any, Database, Bus], Awaitable[None]]


def _of_a_worker(database: Database, bus: Bus) -> tuple[Need, Need]:
    return database_answers(database), broker_carries(bus, stops_traffic=True)


def _watched(
    settings: ServiceSettings, registry: CollectorRegistry, needs: Sequence[Need]
) -> AbstractAsyncContextManager[None]:
    """Show a worker's numbers and health at the metrics port, if the settings name one."""
    app = operations_app(numbers_of(registry), readiness_of(lambda: needs))
    return served(app, host=settings.metrics_host, port=settings.metrics_port)


def _run_once(process: ServiceProcess, work: Work) -> None:
    try:
        asyncio.run(_with_parts(process.name, process.settings(), work))
    except UnknownQueue:
        typer.echo(f"no consumer of {process.name} has ever run on this broker", err=True)
        raise typer.Exit(1) from None


def _run_until_stopped(process: ServiceProcess, work: Work) -> None:
    settings = process.settings()
    configure_logging(settings)
    asyncio.run(until_signalled(_with_parts(process.name, settings, work)))


async def _with_parts(name: str, settings: ServiceSettings, work: Work) -> None:
    database = Database(settings.database_url)
    bus = connect(settings.broker_url, settings.bus_prefix, name)
    try:
        await work(settings, database, bus)
    finally:
        await bus.close()
        await database.dispose()
