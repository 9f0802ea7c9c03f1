"""Letting the board vote on an exclusion."""

from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.board_votes.matters import Matter
from registry.board_votes.orm import BoardVote
from registry.board_votes.policies import policy_at
from registry.board_votes.use_cases import open_vote
from registry.exclusions import rules
from registry.exclusions.repository import conducted_exclusion, held_exclusion
from registry.exclusions.use_cases import reach
from registry.offices.opening import acting_account
from shared.callers import Caller
from shared.clocks import Clock


async def put_exclusion_to_vote(
    session: AsyncSession,
    clock: Clock,
    *,
    exclusion_id: UUID,
    reason: str,
    version: int | None,
    by: Caller,
) -> BoardVote:
    """Let the board vote on an exclusion once the member had its time: manager or board may.

    The passed vote is the decision: the member may appeal from then on, and the exclusion acts once
    the time for that is over. One that is rejected ends the exclusion. Raises `ExclusionNotFound`,
    `StaleExclusion`, `ExclusionStateForbids`, `StillToBeHeard`, and as opening any vote of the
    board does: `OfficeRequired`, `PersonOnly`, `ConflictOfInterest`, `BoardVoteOpen`,
    `BoardTooSmall`, `RejectedLately`.
    """
    # Before the case: who votes locks its account first as well.
    await acting_account(session, by=by)
    exclusion, organisation = await conducted_exclusion(
        session, clock, exclusion_id, version=version, by=by
    )
    now = clock.now()
    rules.check_step(exclusion.status, "vote", due_at=exclusion.due_at, now=now)
    rules.check_heard(exclusion.hearing_until, now=now)
    vote = await open_vote(
        session,
        clock,
        matter="exclusion",
        subject_id=exclusion.id,
        case_id=exclusion.id,
        organisation_id=organisation.id,
        proposal="excluded",
        reason=reason,
        by=by,
    )
    policy = policy_at("exclusion", now)
    # A vote that is open runs to its end; so the exclusion does not lapse before that.
    longest = rules.days_later(now, policy.open_days + policy.extension_days + 1)
    exclusion.due_at = max(longest, exclusion.due_at or longest)
    exclusion.version += 1
    return vote


async def _hold(session: AsyncSession, exclusion_id: UUID) -> None:
    await held_exclusion(session, exclusion_id)


async def _decide(session: AsyncSession, clock: Clock, vote: BoardVote) -> None:
    exclusion, organisation = await held_exclusion(session, vote.case_id)
    rules.check_step(exclusion.status, "vote", due_at=exclusion.due_at, now=clock.now())
    exclusion.decided_at, exclusion.vote_id = clock.now(), vote.id
    await reach(session, clock, exclusion, organisation, "decided")


EXCLUSION: Final = Matter(hold=_hold, carry_out=_decide)
