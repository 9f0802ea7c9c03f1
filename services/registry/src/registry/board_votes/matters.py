"""What a noun above tells about a matter that it lets the board vote on."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession

from registry.board_votes.orm import BoardVote
from registry.board_votes.rules import MatterKind
from shared.clocks import Clock


@dataclass(frozen=True)
class Matter:
    """How the noun that owns a matter is asked to do what the board has decided.

    `hold` locks the case before the vote is locked, so that all take locks in one order.
    `carry_out` runs in the transaction that closes the vote as passed; a refusal makes it void.
    `ended` runs after every end of a vote, whatever came of it, also when it is taken back.
    """

    hold: Callable[[AsyncSession, UUID], Awaitable[object]]
    carry_out: Callable[[AsyncSession, Clock, BoardVote], Awaitable[None]]
    ended: Callable[[AsyncSession, Clock, BoardVote], Awaitable[None]] | None = None


Matters = Mapping[MatterKind, Matter]


def _matters(request: Request) -> Matters:
    matters: Matters = request.app.state.matters
    return matters


MattersDep = Annotated[Matters, Depends(_matters)]
"""The matters of this service, as its `matters.py` lists them."""
