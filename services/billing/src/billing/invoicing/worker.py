"""The API process carries out the runs that were asked for, one after the other.

It looks for unfinished runs instead of being told: so a run survives the process that
took the request, and one that was killed is taken up again by whoever lives.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from fastapi import FastAPI

from billing.invoicing.running import Running
from billing.invoicing_runs.repository import unfinished_runs
from billing.settings import Settings
from shared.database import Database

log = structlog.get_logger(__name__)


@asynccontextmanager
async def invoicing_worker(app: FastAPI) -> AsyncIterator[None]:
    """Work beside the application for as long as it lives; idle without a configured seller."""
    settings: Settings = app.state.settings
    if settings.seller is None:
        yield
        return
    task = asyncio.create_task(_work(app.state.database, settings))
    try:
        yield
    finally:
        # A cancelled unit rolls back: the run goes on in the next process.
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _work(database: Database, settings: Settings) -> None:
    running = Running(database, settings)
    while True:
        try:
            async with database.transaction() as session:
                waiting = await unfinished_runs(session)
            for run_id in waiting:
                await running.carry_out(run_id)
        except Exception:
            # The database is away, or a defect outside of any unit: say so and try again.
            log.exception("invoicing_worker_failed")
        await asyncio.sleep(settings.invoicing_poll_seconds)
