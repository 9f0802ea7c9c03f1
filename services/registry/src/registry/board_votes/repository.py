"""Finding votes and their ballots."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, cast
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.board_votes.errors import BoardVoteNotFound, BoardVoteOpen, StaleBoardVote
from registry.board_votes.orm import BoardBallot, BoardVote
from registry.board_votes.policies import policy_at
from registry.board_votes.rules import Choice, Figures, MatterKind
from shared.rows import locked_row

SETTLED_AT_ONCE: Final = 50
"""As many votes as one run of the duty closes; the next comes a minute later."""


async def find_vote(session: AsyncSession, vote_id: UUID) -> BoardVote:
    """Return the vote; raise `BoardVoteNotFound`."""
    return _found(await session.get(BoardVote, vote_id))


async def locked_vote(
    session: AsyncSession, vote_id: UUID, *, version: int | None = None
) -> BoardVote:
    """The same, locked after its case; raise `StaleBoardVote` unless it is at that version."""
    vote = _found(await locked_row(session, BoardVote, vote_id))
    if version is not None and vote.version != version:
        raise StaleBoardVote("The vote has changed since you read it")
    return vote


def figures_of(vote: BoardVote) -> Figures:
    """By what it is judged: the policy that was in force when it was opened."""
    policy = policy_at(cast("MatterKind", vote.matter), vote.opened_at)
    return Figures(
        quorum_over=policy.quorum_over,
        majority_over=policy.majority_over,
        tie=policy.tie,
        least_electors=policy.least_electors,
    )


async def ballots_in(session: AsyncSession, vote_id: UUID) -> Sequence[BoardBallot]:
    """Everything that was cast, by person, the earliest first."""
    return (
        await session.scalars(
            select(BoardBallot)
            .where(BoardBallot.vote_id == vote_id)
            .order_by(BoardBallot.account_id, BoardBallot.number)
        )
    ).all()


def last_choices(ballots: Sequence[BoardBallot]) -> dict[UUID, Choice]:
    """What each has voted last."""
    return {ballot.account_id: cast("Choice", ballot.choice) for ballot in ballots}


async def open_votes_on(session: AsyncSession, case_id: UUID) -> Sequence[BoardVote]:
    """The votes that are open on a case; locked."""
    return (
        await session.scalars(
            select(BoardVote)
            .where(BoardVote.case_id == case_id, BoardVote.status == "open")
            .order_by(BoardVote.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    ).all()


async def check_no_vote(session: AsyncSession, case_id: UUID) -> None:
    """Raise `BoardVoteOpen` while the board votes on a case: what it decides on stays as it is."""
    if await is_voted_on(session, case_id):
        raise BoardVoteOpen("The board is voting on this; it stays as it is until the vote is over")


async def is_voted_on(session: AsyncSession, case_id: UUID) -> bool:
    """Whether a vote on the case is open."""
    found = await session.scalar(
        select(func.count()).where(BoardVote.case_id == case_id, BoardVote.status == "open")
    )
    return bool(found)


async def due_votes(session: AsyncSession, now: datetime) -> Sequence[tuple[UUID, str, UUID]]:
    """Id, matter and case of the votes whose deadline has come, the oldest deadline first."""
    rows = await session.execute(
        select(BoardVote.id, BoardVote.matter, BoardVote.case_id)
        .where(BoardVote.status == "open", BoardVote.closes_at <= now)
        .order_by(BoardVote.closes_at, BoardVote.id)
        .limit(SETTLED_AT_ONCE)
    )
    return [(row.id, row.matter, row.case_id) for row in rows]


def _found(vote: BoardVote | None) -> BoardVote:
    if vote is None:
        raise BoardVoteNotFound("No vote has this id")
    return vote
