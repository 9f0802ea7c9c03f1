"""A worker in a process of its own, which kills itself between a duty's effect and its note.

    python mortal_worker.py <database> <n>

The effect is a row; at the n-th duty the process dies by SIGKILL before the note is written, with
n = 0 never. It prints a line for each effect.
"""

import asyncio
import os
import signal
import sys
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from shared.clocks import Clock
from shared.database import Database
from shared.duties import Duty, DutyRunner

effects = sa.table("effects", sa.column("duty"))


async def main(url: str, n: int) -> None:
    left = n

    async def work(session: AsyncSession, clock: Clock) -> None:
        nonlocal left
        await session.execute(sa.insert(effects).values(duty="tidy"))
        sys.stdout.write("effect\n")
        sys.stdout.flush()
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    duties = [Duty("tidy", timedelta(days=1), work)]
    await DutyRunner(Database(url), duties, movable=True, poll_seconds=0.1).run()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
