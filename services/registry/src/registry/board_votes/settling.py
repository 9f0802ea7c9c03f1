"""Closing votes: as soon as the result is certain, at the deadline, or with their case."""

from datetime import timedelta
from typing import cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.board_votes import repository, rules
from registry.board_votes.interests import electors_of
from registry.board_votes.matters import Matters
from registry.board_votes.orm import BoardVote
from registry.board_votes.policies import policy_at
from registry.board_votes.rules import MatterKind, Tally, VoteStatus
from registry.board_votes.telling import tell_closed
from shared.clocks import Clock
from shared.errors import DomainError


async def settle_vote(
    session: AsyncSession, clock: Clock, vote: BoardVote, *, matters: Matters
) -> None:
    """Close an open vote, whose case and row are locked, if it is decided or its time is over.

    What passed is carried out in this transaction by the noun that owns the matter.
    """
    now = clock.now()
    figures = repository.figures_of(vote)
    electors = await electors_of(session, vote, now=now, locked=True)
    choices = repository.last_choices(await repository.ballots_in(session, vote.id))
    tally = rules.tally_of(electors, choices)
    counted = {one.account_id for one in electors}
    if not rules.can_decide(tally, figures):
        await _close(session, clock, vote, "no_quorum", tally=tally, counted=counted)
        await tell_owner(session, clock, vote, matters=matters)
        return
    result = rules.certain_result(tally, figures)
    if result is None and vote.closes_at > now:
        return
    result = result or rules.result_of(tally, figures)
    if result is None and not vote.extended:
        days = policy_at(cast("MatterKind", vote.matter), vote.opened_at).extension_days
        vote.closes_at, vote.extended = now + timedelta(days=days), True
        vote.version += 1
        return
    await _close(session, clock, vote, result or "no_quorum", tally=tally, counted=counted)
    if result == "passed":
        try:
            async with session.begin_nested():
                await matters[cast("MatterKind", vote.matter)].carry_out(session, clock, vote)
        except DomainError:
            # The matter has ended by other means; a vote that nothing can come of ends as well.
            await session.refresh(vote)
            vote.status = "void"
            await session.flush()
    await tell_owner(session, clock, vote, matters=matters)


async def tell_owner(
    session: AsyncSession, clock: Clock, vote: BoardVote, *, matters: Matters
) -> None:
    """Let the noun that owns the matter go on, after the vote has ended in whichever way."""
    ended = matters[cast("MatterKind", vote.matter)].ended
    if ended is not None:
        await ended(session, clock, vote)


async def settle_due_votes(session: AsyncSession, clock: Clock, *, matters: Matters) -> None:
    """Close, or extend once, the votes whose deadline has come; the business clock."""
    for vote_id, matter, case_id in await repository.due_votes(session, clock.now()):
        await matters[cast("MatterKind", matter)].hold(session, case_id)
        vote = await repository.locked_vote(session, vote_id)
        if vote.status == "open":
            await settle_vote(session, clock, vote, matters=matters)


async def settle_votes_on(
    session: AsyncSession, clock: Clock, case_id: UUID, *, matters: Matters
) -> None:
    """Close the open votes on a case that are decided by what has just become of their electors.

    The case is locked by then. Each vote has changed for who reads it, closed or not.
    """
    for vote in await repository.open_votes_on(session, case_id):
        # One that passes may end those that come after it.
        if vote.status == "open":
            vote.version += 1
            await settle_vote(session, clock, vote, matters=matters)


async def end_votes_on(session: AsyncSession, clock: Clock, case_id: UUID) -> None:
    """End the votes on a case that has ended otherwise: they decide nothing any more."""
    for vote in await repository.open_votes_on(session, case_id):
        await _close(session, clock, vote, "void", tally=None, counted=set())


async def _close(
    session: AsyncSession,
    clock: Clock,
    vote: BoardVote,
    status: VoteStatus,
    *,
    tally: Tally | None,
    counted: set[UUID],
) -> None:
    vote.status, vote.closed_at = status, clock.now()
    vote.version += 1
    ballots = await repository.ballots_in(session, vote.id)
    last = {ballot.account_id: ballot.number for ballot in ballots}
    for ballot in ballots:
        ballot.counted = ballot.account_id in counted and ballot.number == last[ballot.account_id]
    if tally is not None:
        figures = repository.figures_of(vote)
        vote.electors, vote.quorum = tally.electors, rules.quorum_of(tally.electors, figures)
        vote.yes, vote.no, vote.abstained = tally.yes, tally.no, tally.abstained
    await session.flush()
    await tell_closed(session, clock, vote)
