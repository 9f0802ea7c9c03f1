"""Whose interests are at stake: ties between who decides and the candidate."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.board_votes.interests import tied_to
from registry.board_votes.orm import DeclaredConflict
from registry.board_votes.policies import policy_at
from shared.clocks import Clock


async def is_tied(
    session: AsyncSession, clock: Clock, *, account_id: UUID, organisation_id: UUID
) -> bool:
    """Whether the person holds any office in the organisation, or did within the policy's months.

    The months are those of the board's votes: who may not vote prepares nothing either.
    """
    now = clock.now()
    months = policy_at("admission", now).conflict_months
    tied = await tied_to(session, organisation_id, among=[account_id], months=months, now=now)
    return account_id in tied


async def has_declared(session: AsyncSession, *, account_id: UUID, application_id: UUID) -> bool:
    """Whether the person has said of itself that it is not impartial here."""
    return (
        await session.scalar(
            select(DeclaredConflict.declared_by).where(
                DeclaredConflict.case_id == application_id,
                DeclaredConflict.declared_by == account_id,
            )
        )
        is not None
    )
