"""How the demo and `up` speak: a readable story on stdout, progress on stderr."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

WIDTH = 110
UUIDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def story_console() -> Console:
    """Return the console of the story; outside a terminal it is as wide as in one."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=WIDTH)


def progress_bar() -> Progress:
    """Return a progress bar on stderr, so that stdout stays a story that can be piped."""
    return Progress(
        TextColumn("{task.description:<34}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )


@dataclass
class Narrator:
    """Prints the story's chapters, what was asked by whom, what came back and how long it took."""

    console: Console
    chapter_number: int = 0
    step_number: int = 0

    def title(self, text: str, below: str) -> None:
        """Print the story's name."""
        self.console.print(Panel.fit(f"[bold]{escape(text)}[/]\n{escape(below)}"))

    def chapter(self, text: str) -> None:
        """Begin a chapter."""
        self.chapter_number += 1
        self.step_number = 0
        self.console.print()
        self.console.rule(f"[bold]{self.chapter_number}. {escape(text)}", align="left")

    def asked(self, who: str, what: str) -> str:
        """Print who asks for what; return the step's number."""
        self.step_number += 1
        number = f"{self.chapter_number}.{self.step_number}"
        self.console.print(
            _hanging(f"[cyan]{number:>5}[/]  ", 7, f"[bold]{escape(who)}[/] {escape(what)}")
        )
        return number

    def answered(self, request: str, status: int, milliseconds: float, *, refused: bool) -> None:
        """Print one request with its answer; a refusal that was expected is no failure."""
        colour = "yellow" if refused else "green"
        self.console.print(
            f"       [dim]{escape(_with_short_ids(request))}[/] "
            f"[{colour}]{status}[/] [dim]{milliseconds:.0f} ms[/]"
        )

    def told(self, text: str) -> None:
        """Print what came back, in words."""
        self._arrow(escape(_with_short_ids(text)))

    def marked(self, html: str) -> None:
        """Print safe HTML whose only tag is <em>, around what was found."""
        # Where there are no colours, quotation marks show what was highlighted.
        colours = ("[bold magenta]", "[/]") if self.console.is_terminal else ("«", "»")
        safe = escape(unescape(html)).replace("<em>", colours[0]).replace("</em>", colours[1])
        self._arrow(safe)

    def _arrow(self, markup: str) -> None:
        self.console.print(_hanging("       → ", 9, markup))

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Print a small table; columns after the first two are numbers."""
        table = Table(box=None, padding=(0, 2), header_style="dim")
        for index, column in enumerate(columns):
            table.add_column(column, justify="left" if index < 2 else "right", overflow="fold")
        for row in rows:
            table.add_row(*(escape(cell) for cell in row))
        self.console.print(table)

    def ended(self, text: str) -> None:
        """Print the last line."""
        self.console.print()
        self.console.rule(f"[bold green]{escape(text)}", align="left")


def as_seen_from_here(path: Path) -> str:
    """Return a path as short as it can be typed in the folder where the command was given."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _hanging(lead: str, width: int, markup: str) -> Table:
    """Return a line that, where it is too long, goes on below its own text and not its lead."""
    line = Table.grid()
    line.add_column(width=width, no_wrap=True)
    line.add_column(overflow="fold")
    line.add_row(lead, markup)
    return line


def _with_short_ids(text: str) -> str:
    """Return ``text`` with the end of each id only: enough to tell them apart by eye."""
    return UUIDS.sub(lambda found: f"…{found[0][-6:]}", text)
