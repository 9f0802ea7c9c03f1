"""The commands of the search service: `python -m search api | consumer | migrate | …`."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated

import typer

from search import rebuilding
from search.indexing.use_cases import ask_for_rebuild
from search.process import PROCESS
from search.settings import Settings
from shared.command_line import service_cli
from shared.database import Database

cli = service_cli(PROCESS)


@cli.command()
def reindex() -> None:
    """Have the running consumer write the whole index anew from the documents table."""

    async def ask(database: Database) -> None:
        async with database.transaction() as session:
            await ask_for_rebuild(session)

    _with_database(ask)
    typer.echo("The consumer writes the index anew; searches see the old one until it is done.")


@cli.command()
def rebuild(
    anew: Annotated[
        bool,
        typer.Option("--anew", help="Forget all first; searches find less meanwhile"),
    ] = False,
) -> None:
    """Catch up from the producers' event logs (SEARCH_REGISTRY_URL, _MARKETPLACE_URL, _FEED_TOKEN).

    Run the consumer once before, so that its queue collects what is announced meanwhile.
    """
    clients = rebuilding.feed_clients(Settings())

    async def catch_up(database: Database) -> None:
        try:
            if anew:
                async with database.transaction() as session:
                    await rebuilding.forget_everything(session)
            await rebuilding.rebuild(database, clients=clients)
        finally:
            for client in clients.values():
                await client.aclose()

    _with_database(catch_up)


def _with_database(work: Callable[[Database], Awaitable[None]]) -> None:
    async def run() -> None:
        database = Database(Settings().database_url)
        try:
            await work(database)
        finally:
            await database.dispose()

    asyncio.run(run())


if __name__ == "__main__":
    cli()
