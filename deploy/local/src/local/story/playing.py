"""Playing the whole story, in order; each chapter is a module."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from rich.console import Console

from local.mailbox import Mailbox
from local.printing import Narrator
from local.story import (
    delivering,
    finding,
    leaving,
    membership,
    money,
    noticing,
    refusals,
    suspending,
    tendering,
)
from local.story.cast import Cast
from local.story.stage import Credentials, Stage

FINDABLE_WITHIN = 2.0
"""Seconds from publishing to being found that the platform promises."""

Interlude = Callable[[str], Awaitable[None]]
"""Called with the name of what just happened; faults are made there by tests."""


@dataclass(frozen=True, slots=True)
class StoryResult:
    """What was played: how many requests, how many were refused as they should, and the papers.

    `found_after_seconds` is from a listing's publishing to its being found, `hidden_after_seconds`
    from a suspension's answer to the member's being found no more.
    """

    calls: int
    refusals: int
    seconds: float
    found_after_seconds: float
    hidden_after_seconds: float
    papers: tuple[Path, ...] = field(default_factory=tuple)


async def play(
    base_url: str,
    credentials: Credentials,
    console: Console,
    *,
    out: Path,
    mail: Path,
    interlude: Interlude | None = None,
    findable_within: float = FINDABLE_WITHIN,
) -> StoryResult:
    """Play the story against the gateway at ``base_url`` and check each step.

    Writes the invoices into ``out``, and reads in ``mail``, a spool folder, what the platform mails
    to the actors. A new listing must be found ``findable_within`` seconds after
    its publishing; only a story with faults in it may ask for more than the platform promises.
    ``interlude`` is awaited at "tender published", "tender awarded" and "orders confirmed". Raises
    ``StepFailed`` at the first step that does not end as told, and what httpx raises when the
    gateway is away.
    """
    started = time.perf_counter()
    narrator = Narrator(console)
    out.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - once, before anything waits
    async with httpx.AsyncClient(base_url=base_url, timeout=30) as http:
        stage = Stage(http, narrator, out, Mailbox(mail))
        narrator.title(
            "The AVT Cluster platform",
            "From an application for membership to a paid invoice, through the gateway",
        )
        cast = await Cast.assembled(stage, credentials)
        await membership.tell(cast)
        tender = await tendering.tell(cast, interlude)
        awarded = await delivering.tell(cast, tender, interlude)
        found_after = await finding.tell(cast, findable_within)
        papers = await money.tell(cast, awarded)
        hidden_after = await suspending.tell(cast)
        await leaving.tell(cast)
        await noticing.tell(cast, awarded)
        await refusals.tell(cast)
        seconds = time.perf_counter() - started
        narrator.ended(
            f"Told in {seconds:.1f} s: {stage.calls} requests, "
            f"{stage.refusals} of them refused as they should be"
        )
        return StoryResult(stage.calls, stage.refusals, seconds, found_after, hidden_after, papers)
