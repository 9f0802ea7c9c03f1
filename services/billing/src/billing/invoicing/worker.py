"""The worker carries out the runs that were asked for, one after the other.

It is woken when a run is asked for, and looks for unfinished ones by itself, too: so a run
survives the process that took the request, and one that was killed is taken up again by whoever
lives.
"""

from typing import Final

from billing.invoicing.running import Running
from billing.invoicing_runs.repository import unfinished_runs
from billing.invoicing_runs.use_cases import CHANNEL
from billing.settings import Settings
from shared.database import Database
from shared.leading import Leader
from shared.locks import lock_named

LOCK: Final = lock_named("billing.invoicing")


async def carry_out_runs(settings: Settings, database: Database) -> None:
    """Carry out runs until cancelled; nothing to do without a configured seller.

    A unit that is cancelled rolls back: the run goes on in the next process.
    """
    if settings.seller is None:
        return
    running = Running(database, settings)

    async def turn() -> bool:
        async with database.transaction() as session:
            waiting = await unfinished_runs(session)
        for run_id in waiting:
            await running.carry_out(run_id)
        return False

    leader = Leader(
        database,
        lock=LOCK,
        channel=CHANNEL,
        paused="invoicing_paused",
        poll_seconds=settings.invoicing_poll_seconds,
    )
    await leader.run(turn)
