"""`python -m local up` and `python -m local demo [--distributed]`."""

import asyncio
import contextlib
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from local.distributed import Processes, distributed
from local.environment import Surroundings
from local.folder import Folder, locked
from local.greeting import greet
from local.logs import log_to
from local.platform import Report, all_in_one, bound_socket, databases
from local.preparing import half_loaded, prepared
from local.printing import as_seen_from_here, progress_bar, story_console
from local.processes import CannotStart, remove_reachable_folder
from local.rabbitmq import PrivateRabbitMQ
from local.story import Credentials, StepFailed, play

BASE = Path(".local")
INTERRUPTED = 130
PLAYED = "played"

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@cli.command()
def up(
    port: Annotated[int, typer.Option(envvar="PORT", help="Where the gateway listens")] = 8000,
    story: Annotated[
        bool,
        typer.Option(
            "--story", envvar="STORY", help="Play the story first, for orders and invoices to read"
        ),
    ] = False,
    base: Annotated[Path, typer.Option(help="Where data are kept")] = BASE,
) -> None:
    """Run the platform with the sample cluster until Ctrl-C; its data stay."""
    _finish(_up(base, port, story=story))


@cli.command()
def demo(
    apart: Annotated[
        bool, typer.Option("--distributed", help="Each service as its own processes")
    ] = False,
    broker_url: Annotated[
        str, typer.Option(help="An AMQP URL for --distributed; none: a private RabbitMQ")
    ] = "",
    base: Annotated[Path, typer.Option(help="Where data are kept")] = BASE,
) -> None:
    """Play the story on fresh data; exits non-zero and names the step when one fails."""
    _finish(_demo(base, apart=apart, broker_url=broker_url))


async def _up(base: Path, port: int, *, story: bool) -> None:
    folder = Folder.of(base, "up")
    with locked(folder):
        if half_loaded(folder):
            # Nobody can have used it: `up` had not yet said where.
            print("Loading was broken off before; starting over", file=sys.stderr)
            _emptied(folder)
            folder = Folder.of(base, "up")
        log_to(folder.log / "platform.log")
        stopping = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stopping.set)
        work = asyncio.create_task(_stay_up(folder, port, stopping, story=story))
        asked = asyncio.create_task(stopping.wait())
        await asyncio.wait({work, asked}, return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            print("Stopping ...", file=sys.stderr)
            work.cancel()
        asked.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await work


async def _stay_up(folder: Folder, port: int, stopping: asyncio.Event, *, story: bool) -> None:
    with progress_bar() as progress:
        bar = progress.add_task("Starting", total=1)

        def report(text: str) -> None:
            progress.update(bar, description=text)

        async with AsyncExitStack() as stack:
            # Before minutes of loading: is the port free at all?
            bound_socket(port).close()
            urls = await stack.enter_async_context(databases(folder, report))
            credentials = await prepared(folder, urls, progress)
            surroundings = await stack.enter_async_context(
                all_in_one(folder, urls, port=port, report=report)
            )
            progress.update(bar, description="The platform runs", completed=1)
            progress.stop()
            if story:
                await play_once(folder, surroundings.url("gateway"), credentials, story_console())
            await greet(surroundings, credentials, story_console())
            await stopping.wait()


async def play_once(
    folder: Folder, base_url: str, credentials: Credentials, console: Console
) -> None:
    """Play the story unless this folder's platform has been through it.

    A second time the client's purchases would not be its first ones. It moves the business clock
    by eight days, for good.
    """
    if folder.read(PLAYED) is not None:
        return
    folder.write(PLAYED, {"state": "begun"})
    await play(base_url, credentials, console, out=folder.out, mail=folder.mail)


async def _demo(base: Path, *, apart: bool, broker_url: str) -> None:
    folder = Folder.of(base, "demo")
    with locked(folder):
        _emptied(folder)
        folder = Folder.of(base, "demo")
        log_to(folder.log / "platform.log")
        task = asyncio.current_task()
        assert task is not None
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        with progress_bar() as progress:
            bar = progress.add_task("Starting", total=1)

            def report(text: str) -> None:
                progress.update(bar, description=text)

            async with AsyncExitStack() as stack:
                urls = await stack.enter_async_context(databases(folder, report))
                credentials = await prepared(folder, urls, progress)
                surroundings, processes = await stack.enter_async_context(
                    _platform(folder, urls, apart=apart, broker_url=broker_url, report=report)
                )
                progress.update(bar, description="The platform runs", completed=1)
                progress.stop()
                try:
                    console = story_console()
                    await play(
                        surroundings.url("gateway"),
                        credentials,
                        console,
                        out=folder.out,
                        mail=folder.mail,
                    )
                    console.print(
                        f"The invoices are in {as_seen_from_here(folder.out)}; "
                        "`make up` starts the platform and keeps it running."
                    )
                except Exception:
                    if processes is not None:
                        print(processes.told_by_logs(), file=sys.stderr)
                    raise


@asynccontextmanager
async def _platform(
    folder: Folder, urls: Mapping[str, str], *, apart: bool, broker_url: str, report: Report
) -> AsyncIterator[tuple[Surroundings, Processes | None]]:
    if not apart:
        async with all_in_one(folder, urls, report=report) as surroundings:
            yield surroundings, None
        return
    async with AsyncExitStack() as stack:
        if not broker_url:
            report("Starting RabbitMQ")
            broker_url = stack.enter_context(PrivateRabbitMQ(folder.path / "rabbitmq")).url
        yield await stack.enter_async_context(distributed(folder, urls, broker_url, report=report))


def _emptied(folder: Folder) -> None:
    for part in (folder.postgres, folder.path / "rabbitmq"):
        remove_reachable_folder(part)
    shutil.rmtree(folder.path, ignore_errors=True)


def _finish(work: Coroutine[Any, Any, None]) -> None:
    """Run to the end; a failure is one red line and a status, not a traceback."""
    complaints = Console(stderr=True, highlight=False, soft_wrap=True)
    try:
        with asyncio.Runner(loop_factory=_fast_loop()) as runner:
            runner.run(work)
    except StepFailed as failure:
        complaints.print(f"[bold red]The story failed at step {failure.number}.[/]")
        complaints.print(failure.text, markup=False)
        raise typer.Exit(1) from None
    except CannotStart as failure:
        complaints.print(f"[bold red]Cannot go on:[/] {escape(str(failure))}")
        raise typer.Exit(2) from None
    except (KeyboardInterrupt, asyncio.CancelledError):
        complaints.print("Stopped.")
        raise typer.Exit(INTERRUPTED) from None


def _fast_loop() -> Any:
    try:
        import uvloop
    except ImportError:  # not on every system; the loop of the standard library will do
        return None
    return uvloop.new_event_loop


if __name__ == "__main__":
    cli()
