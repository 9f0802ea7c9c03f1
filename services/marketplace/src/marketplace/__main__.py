"""`python -m marketplace api | consumer | relay | worker | migrate | openapi | contracts | …`."""

import asyncio

from marketplace.obligations.use_cases import state_obligations
from marketplace.process import PROCESS
from marketplace.settings import Settings
from shared.clocks import business_clock_of
from shared.command_line import service_cli
from shared.database import Database

cli = service_cli(PROCESS)


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


if __name__ == "__main__":
    cli()
