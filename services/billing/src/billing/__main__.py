"""`python -m billing api | consumer | relay | migrate | openapi | contracts | invoice | …`."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import typer
from pydantic import SecretStr

from billing.app import create_app
from billing.consumers import HANDLERS
from billing.contracts import EXAMPLES, FACTS
from billing.invoicing_runs.job import NotAMoment, invoice, moment
from billing.settings import Settings
from shared.command_line import ServiceProcess, service_cli
from shared.errors import DomainError
from shared.observability import configure_logging

MIGRATIONS: Final = Path(__file__).resolve().parents[2] / "migrations"


def settings() -> Settings:
    """The settings of this process, read from the environment."""
    return Settings()


def settings_for_openapi() -> Settings:
    """Settings that reach nothing: enough to write the API document."""
    return Settings(
        database_url="postgresql://nowhere/billing",
        broker_url="memory://",
        secret_key=SecretStr("unused when the document is written"),
    )


process = ServiceProcess(
    name="billing",
    settings=settings,
    settings_for_openapi=settings_for_openapi,
    create_app=create_app,
    migrations=MIGRATIONS,
    handlers=HANDLERS,
    facts=FACTS,
    examples=EXAMPLES,
)
cli = service_cli(process)

DONE, FAILED, SOME_SKIPPED = 0, 1, 3


@cli.command("invoice")
def invoice_command(
    until: Annotated[
        str | None, typer.Option(help="Orders completed before this moment (ISO 8601); default now")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the run as JSON")] = False,
) -> None:
    """Issue every invoice that is due. Exit codes: 0 done, 1 failed, 3 some orders skipped."""
    configuration = settings()
    configure_logging(configuration)
    try:
        before: datetime | None = moment(until) if until else None
    except NotAMoment as error:
        raise typer.BadParameter(str(error), param_hint="--until") from error
    try:
        run = asyncio.run(invoice(configuration, until=before))
    except DomainError as error:
        typer.echo(error.detail, err=True)
        raise typer.Exit(FAILED) from error
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
