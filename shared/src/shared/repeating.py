"""A job that comes again: `--every 24h` on its command, where no other scheduler runs it.

A container that sleeps between two turns needs neither cron nor a right beyond the job's own.
"""

import asyncio
import re
import signal
from collections.abc import Awaitable, Callable, Collection, Coroutine
from datetime import timedelta
from typing import Annotated, Any, Final, NoReturn

import structlog
import typer

from shared.observability import configure_logging
from shared.settings import ServiceSettings

FIRST_PAUSE: Final = 30.0
"""Seconds after the first failure; each further one doubles them, up to the interval itself."""

_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}

log = structlog.get_logger(__name__)

Turn = Callable[[], Awaitable[None]]


def interval(text: str) -> timedelta:
    """`30m`, `24h` or `7d` as a time; raises `typer.BadParameter` for anything else."""
    found = re.fullmatch(r"([1-9][0-9]{0,4})([smhd])", text, re.ASCII)
    if found is None:
        raise typer.BadParameter("a number and s, m, h or d, for instance 24h")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


Every = Annotated[
    timedelta | None,
    typer.Option(parser=interval, metavar="24h", help="Do it now and again after each such time"),
]


def run_job(
    turn: Turn,
    every: timedelta | None,
    *,
    settings: ServiceSettings,
    good_exits: Collection[int] = (0,),
) -> None:
    """Do the job once, or, with `every`, again and again until the process is told to end.

    Done once, its failure is the command's. `settings` say how the turns are logged; whoever
    calls reads them before, so that wrong ones end the command instead of every turn.
    """
    if every is None:
        asyncio.run(_once(turn))
        return
    configure_logging(settings)
    asyncio.run(until_signalled(repeat(turn, every, good_exits=good_exits)))


async def repeat(
    turn: Turn,
    every: timedelta,
    *,
    good_exits: Collection[int] = (0,),
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> NoReturn:
    """Take a turn, wait for `every`, and so on for ever.

    A turn fails by any exception, or by `typer.Exit` with a code outside `good_exits`. That is
    logged, and the next turn comes sooner: an outage at night must not cost a day's work.
    """
    failures = 0
    while True:
        try:
            await turn()
            failures = 0
        except typer.Exit as ended:
            failures = 0 if ended.exit_code in good_exits else failures + 1
            if failures:
                log.error("turn_failed", exit_code=ended.exit_code, failures=failures)
        except Exception:
            failures += 1
            log.exception("turn_failed", failures=failures)
        pause = _pause(failures, every)
        log.info("next_turn", in_seconds=pause)
        await sleep(pause)


def _pause(failures: int, every: timedelta) -> float:
    longest = every.total_seconds()
    # The exponent is bounded, since a job may go on failing for years.
    return min(FIRST_PAUSE * 2 ** min(failures - 1, 32), longest) if failures else longest


async def until_signalled(work: Coroutine[Any, Any, None]) -> None:
    """Do the work until it is over or SIGINT or SIGTERM comes, which cancels it at once."""
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)
    await asyncio.wait([task])
    if not task.cancelled():
        task.result()


async def _once(turn: Turn) -> None:
    await turn()
