"""`python -m billing api | consumer | relay | worker | migrate | invoice | …`: the command line."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer

from billing.invoicing.job import NotAMoment, invoice, moment
from billing.invoicing.remote import RunNotStarted, invoice_remotely
from billing.invoicing_runs.schemas import InvoicingRunOut
from billing.obligations.use_cases import state_obligations
from billing.process import PROCESS
from billing.settings import Settings
from shared.clocks import business_clock_of
from shared.command_line import service_cli
from shared.database import Database
from shared.errors import DomainError
from shared.observability import configure_logging

cli = service_cli(PROCESS)

DONE, FAILED, SOME_SKIPPED = 0, 1, 3


@cli.command("invoice")
def invoice_command(
    *,
    until: Annotated[
        str | None, typer.Option(help="Orders completed before this moment (ISO 8601); default now")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the run as JSON")] = False,
    gateway: Annotated[
        str | None,
        typer.Option(help="Start the run over HTTP at this address, as a machine account"),
    ] = None,
    client_id: Annotated[
        str, typer.Option(envvar="AVT_CLIENT_ID", help="The machine account; with --gateway")
    ] = "",
    client_secret_file: Annotated[
        Path | None,
        typer.Option(envvar="AVT_CLIENT_SECRET_FILE", help="File with its secret; with --gateway"),
    ] = None,
) -> None:
    """Issue every invoice that is due. Exit codes: 0 done, 1 failed, 3 some orders skipped.

    With --gateway the run is started over HTTP by a machine account whose only scope is
    billing:invoicing; without, in this process, with the service's own settings. The worker
    does the same by itself each day.
    """
    try:
        before: datetime | None = moment(until) if until else None
    except NotAMoment as error:
        raise typer.BadParameter(str(error), param_hint="--until") from error
    run: Callable[[], Coroutine[Any, Any, InvoicingRunOut]]
    if gateway is None:
        configuration = Settings()
        configure_logging(configuration)
        run = partial(invoice, configuration, until=before)
    else:
        if not client_id or client_secret_file is None:
            raise typer.BadParameter("--gateway needs --client-id and --client-secret-file")
        run = partial(_at_gateway, gateway, client_id, client_secret_file, before)
    try:
        detail = asyncio.run(run())
    except (DomainError, RunNotStarted) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(FAILED) from error
    _report(detail, as_json=as_json)


@cli.command("state-obligations")
def state_obligations_command() -> None:
    """Compare what leaving organisations have open with what was stated, as the worker does."""

    async def do(settings: Settings) -> None:
        database = Database(settings.database_url)
        try:
            async with database.transaction() as session:
                clock = await business_clock_of(session, movable=settings.sandbox_clock)
                await state_obligations(session, clock)
        finally:
            await database.dispose()

    asyncio.run(do(Settings()))


async def _at_gateway(
    gateway: str, client_id: str, client_secret_file: Path, until: datetime | None
) -> InvoicingRunOut:
    client_secret = _content(client_secret_file)
    async with httpx.AsyncClient(base_url=gateway, timeout=30) as client:
        return await invoice_remotely(
            client, client_id=client_id, client_secret=client_secret, until=until
        )


def _content(path: Path) -> str:
    return path.read_text(encoding="utf-8").strip()


def _report(run: InvoicingRunOut, *, as_json: bool) -> None:
    if as_json:
        typer.echo(run.model_dump_json())
    else:
        typer.echo(
            f"run {run.id} {run.state}: issued {run.counts.issued}, "
            f"skipped {run.counts.skipped}, failed {run.counts.failed}"
        )
        for result in run.results:
            if result.outcome != "issued":
                typer.echo(f"{result.outcome} {result.kind} {result.order_id}: {result.reason}")
    if run.state != "done":
        raise typer.Exit(FAILED)
    raise typer.Exit(SOME_SKIPPED if run.counts.skipped else DONE)


if __name__ == "__main__":
    cli()
