"""`python -m gateway api` serves; `openapi` prints the document of the gateway's own routes."""

import json
from typing import cast

import typer
import uvicorn
from pydantic import ValidationError

from gateway.app import create_app
from gateway.metrics import Metrics
from gateway.own_routes import Parts, own_app, own_document
from gateway.serving import BoundedHttp
from gateway.settings import Settings
from shared.observability import configure_logging
from shared.settings import ServiceSettings, what_is_missing

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@cli.command()
def api() -> None:
    """Serve the gateway until stopped."""
    try:
        settings = Settings()
    except ValidationError as error:
        for line in what_is_missing(error, "gateway_"):
            typer.echo(line, err=True)
        raise typer.Exit(2) from None
    # Logging reads the two fields that both kinds of settings have.
    configure_logging(cast("ServiceSettings", settings))
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        http=BoundedHttp,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=10,
    )


@cli.command()
def openapi() -> None:
    """Print the OpenAPI document of the gateway's own routes."""
    nowhere = "http://127.0.0.1:1"
    settings = Settings(
        registry_url=nowhere,
        marketplace_url=nowhere,
        search_url=nowhere,
        billing_url=nowhere,
        broker_url="memory://",
        faces_network=True,
    )
    document = own_document(own_app(Parts(settings=settings, metrics=Metrics())))
    typer.echo(json.dumps(document, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    cli()
