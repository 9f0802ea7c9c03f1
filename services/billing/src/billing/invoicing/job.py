"""The invoicing run as a job of the command line: ask for it and carry it out here."""

import asyncio
from datetime import datetime
from typing import Final

from billing.invoicing.running import Running
from billing.invoicing_runs.queries import get_run
from billing.invoicing_runs.schemas import InvoicingRunOut
from billing.invoicing_runs.use_cases import request_run
from billing.settings import Settings
from shared.clocks import business_clock_of
from shared.database import Database

WAIT_SECONDS: Final = 0.2


class NotAMoment(ValueError):
    """Not an ISO 8601 date and time with an offset."""


def moment(text: str) -> datetime:
    """`2026-12-31T00:00Z` as a datetime; raise `NotAMoment` for anything else."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise NotAMoment("a moment is written like 2026-12-31T00:00Z") from error
    if at.tzinfo is None:
        raise NotAMoment("a moment names its offset, for instance Z")
    return at


async def invoice(settings: Settings, *, until: datetime | None) -> InvoicingRunOut:
    """Ask for a run, see it through, and return it with its results.

    The worker may take the run up before we do: then this waits until it is over, and
    takes it up itself should that process die.
    """
    database = Database(settings.database_url)
    try:
        async with database.transaction() as session:
            clock = await business_clock_of(session, movable=settings.sandbox_clock)
            run = await request_run(session, clock, settings=settings, by=None, until=until)
        running = Running(database, settings)
        while True:
            await running.carry_out(run.id)
            async with database.transaction() as session:
                detail = await get_run(session, run.id)
            if detail.finished_at is not None:
                return detail
            await asyncio.sleep(WAIT_SECONDS)
    finally:
        await database.dispose()
