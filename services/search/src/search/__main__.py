"""The commands of the search service: `python -m search api | consumer | migrate | …`."""

import asyncio
from pathlib import Path

import typer
from pydantic import SecretStr

from search.app import create_app
from search.consumers import HANDLERS
from search.indexing import run_indexer
from search.indexing.indexer import ask_for_rebuild
from search.settings import Settings
from shared.command_line import ServiceProcess, service_cli
from shared.database import Database


def _settings_for_openapi() -> Settings:
    return Settings(
        database_url="postgresql://openapi",
        broker_url="memory://openapi",
        secret_key=SecretStr("only for writing the API document"),
    )


PROCESS = ServiceProcess(
    name="search",
    settings=Settings,
    settings_for_openapi=_settings_for_openapi,
    create_app=create_app,
    migrations=Path(__file__).resolve().parents[2] / "migrations",
    handlers=HANDLERS,
    beside_consumer=run_indexer,  # type: ignore[arg-type]
)

cli = service_cli(PROCESS)


@cli.command()
def reindex() -> None:
    """Have the running consumer write the whole index anew from the documents table."""

    async def ask() -> None:
        database = Database(Settings().database_url)
        try:
            async with database.transaction() as session:
                await ask_for_rebuild(session)
        finally:
            await database.dispose()

    asyncio.run(ask())
    typer.echo("The consumer writes the index anew; searches see the old one until it is done.")


if __name__ == "__main__":
    cli()
