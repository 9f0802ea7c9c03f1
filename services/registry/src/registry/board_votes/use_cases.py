"""Opening a vote, voting, declaring a conflict of interest, withdrawing a vote.

The clock that these take is the business clock. Locks are taken in one order: the account that
acts, the case, the vote, the terms of the board.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.board_votes import interests, repository
from registry.board_votes.errors import (
    BoardTooSmall,
    BoardVoteBegun,
    BoardVoteOpen,
    ConflictDeclared,
    ConflictOfInterest,
    NoElector,
    NotTheOpener,
    RejectedLately,
)
from registry.board_votes.matters import Matters
from registry.board_votes.opening import check_board, check_officer, check_open, held_vote
from registry.board_votes.orm import BoardBallot, BoardVote, DeclaredConflict
from registry.board_votes.policies import policy_at
from registry.board_votes.rules import Choice, MatterKind
from registry.board_votes.settling import settle_vote, settle_votes_on, tell_owner
from registry.board_votes.telling import tell_closed, tell_opened
from registry.offices.opening import acting_account
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id
from shared.rows import flush_or_refuse

_OPEN = {"uq_board_votes_one_open": BoardVoteOpen("The board is voting on this already")}
_DECLARED = {
    "pk_declared_conflicts": ConflictDeclared("You have declared your conflict of interest")
}


async def open_vote(
    session: AsyncSession,
    clock: Clock,
    *,
    matter: MatterKind,
    subject_id: UUID,
    case_id: UUID,
    organisation_id: UUID,
    proposal: str,
    reason: str,
    by: Caller,
) -> BoardVote:
    """Let the board vote on what a noun above proposes; its case is locked by then.

    Each who may vote is told, now and when it is over.

    The manager or a member of the board, in person and without an interest in the organisation.
    Raises `OfficeRequired`, `PersonOnly`, `ConflictOfInterest`, `BoardVoteOpen`, `BoardTooSmall`
    when fewer may vote than the policy says, `RejectedLately` for what rests still.
    """
    await acting_account(session, by=by)
    await check_officer(session, by=by)
    now = clock.now()
    policy = policy_at(matter, now)
    sitting = await interests.sitting_on_board(session, now, locked=True)
    among = {one.account_id for one in sitting}
    apart = await interests.interested(
        session,
        matter=matter,
        case_id=case_id,
        organisation_id=organisation_id,
        among=among | {by.subject},
        now=now,
    )
    if by.subject in apart:
        raise ConflictOfInterest("Whoever has an interest in it does not put it to the vote")
    if len(among - apart) < policy.least_electors:
        raise BoardTooSmall(
            f"At least {policy.least_electors} members of the board without an interest in it are"
            " needed; the assembly elects more"
        )
    rested = now - timedelta(days=policy.again_days)
    if await session.scalar(
        select(BoardVote.id)
        .where(
            BoardVote.matter == matter,
            BoardVote.subject_id == subject_id,
            BoardVote.proposal == proposal,
            BoardVote.status == "rejected",
            BoardVote.closed_at > rested,
        )
        .limit(1)
    ):
        raise RejectedLately(f"What the board rejected rests for {policy.again_days} days")
    vote = BoardVote(
        id=new_id(),
        version=1,
        matter=matter,
        subject_id=subject_id,
        case_id=case_id,
        organisation_id=organisation_id,
        proposal=proposal,
        reason=reason,
        status="open",
        opened_by=by.subject,
        opened_at=now,
        closes_at=now + timedelta(days=policy.open_days),
        extended=False,
    )
    session.add(vote)
    await flush_or_refuse(session, _OPEN)
    await tell_opened(session, clock, vote)
    return vote


async def cast_ballot(
    session: AsyncSession,
    clock: Clock,
    *,
    matters: Matters,
    vote_id: UUID,
    choice: Choice,
    by: Caller,
) -> BoardVote:
    """Vote yes, no or abstain, openly; again, to change it, until the vote is over.

    Who sat on the board when the vote was opened and does so since, in person and without an
    interest in the matter. The vote is over as soon as the ballots that are still out cannot
    change the result; what passed is done at once, as part of this call. Raises `OfficeRequired`,
    `PersonOnly`, `BoardVoteNotFound`, `BoardVoteClosed`, `ConflictOfInterest`, `NoElector`.
    """
    await acting_account(session, by=by)
    await check_board(session, by=by)
    vote = await held_vote(session, vote_id, matters=matters)
    now = clock.now()
    check_open(vote, now=now)
    electors = await interests.electors_of(session, vote, now=now, locked=True)
    if by.subject not in {one.account_id for one in electors}:
        sitting = await interests.sitting_on_board(session, vote.opened_at)
        if by.subject in {one.account_id for one in sitting}:
            raise ConflictOfInterest("Whoever has an interest in it does not vote")
        raise NoElector("Only who has sat on the board since the vote was opened")
    earlier = [
        ballot
        for ballot in await repository.ballots_in(session, vote.id)
        if ballot.account_id == by.subject
    ]
    session.add(
        BoardBallot(
            vote_id=vote.id,
            account_id=by.subject,
            number=len(earlier) + 1,
            choice=choice,
            cast_at=now,
        )
    )
    vote.version += 1
    await session.flush()
    await settle_vote(session, clock, vote, matters=matters)
    return vote


async def abstain_for_interest(
    session: AsyncSession,
    clock: Clock,
    *,
    matters: Matters,
    vote_id: UUID,
    reason: str,
    version: int | None,
    by: Caller,
) -> BoardVote:
    """Say of oneself that one is not impartial in the case that is voted on: manager and board may.

    It holds for the whole case and is not taken back; one's ballot does not count. This vote, and
    others on the case, may be over by that. Raises `OfficeRequired`, `PersonOnly`,
    `BoardVoteNotFound`, `StaleBoardVote`, `BoardVoteClosed`, `ConflictDeclared`.
    """
    await acting_account(session, by=by)
    await check_officer(session, by=by)
    vote = await held_vote(session, vote_id, matters=matters, version=version)
    check_open(vote, now=clock.now())
    await declare_interest(session, clock, case_id=vote.case_id, reason=reason, by=by)
    await settle_votes_on(session, clock, vote.case_id, matters=matters)
    return vote


async def declare_interest(
    session: AsyncSession, clock: Clock, *, case_id: UUID, reason: str, by: Caller
) -> None:
    """Put a conflict of interest on record, for a noun above. Raises `ConflictDeclared`."""
    session.add(
        DeclaredConflict(
            case_id=case_id, declared_by=by.subject, reason=reason, declared_at=clock.now()
        )
    )
    await flush_or_refuse(session, _DECLARED)


async def withdraw_vote(
    session: AsyncSession,
    clock: Clock,
    *,
    matters: Matters,
    vote_id: UUID,
    version: int | None,
    by: Caller,
) -> BoardVote:
    """Take back a vote that one has opened, as long as nobody has voted.

    After that it runs to its end, so that nobody stops a vote that goes against it. Raises
    `OfficeRequired`, `PersonOnly`, `BoardVoteNotFound`, `StaleBoardVote`, `BoardVoteClosed`,
    `NotTheOpener`, `BoardVoteBegun`.
    """
    await acting_account(session, by=by)
    await check_officer(session, by=by)
    vote = await held_vote(session, vote_id, matters=matters, version=version)
    check_open(vote, now=clock.now())
    if vote.opened_by != by.subject:
        raise NotTheOpener("Who opened the vote takes it back")
    if await repository.ballots_in(session, vote.id):
        raise BoardVoteBegun("Somebody has voted; the vote runs to its end")
    vote.status, vote.closed_at = "withdrawn", clock.now()
    vote.version += 1
    await session.flush()
    await tell_closed(session, clock, vote)
    await tell_owner(session, clock, vote, matters=matters)
    return vote
