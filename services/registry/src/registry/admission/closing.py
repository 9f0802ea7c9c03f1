"""Ending the application of an organisation whose entry is closed."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.admission.orm import Application, ApplicationEnding
from registry.board_votes.settling import end_votes_on
from shared.callers import Caller
from shared.clocks import Clock


async def pending_application(session: AsyncSession, organisation_id: UUID) -> Application | None:
    """The organisation's application that has no end yet, locked; there is at most one."""
    return (
        await session.scalars(
            select(Application)
            .where(
                Application.organisation_id == organisation_id, Application.status == "submitted"
            )
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    ).one_or_none()


async def end_with_entry(
    session: AsyncSession, clock: Clock, application: Application, *, reason: str, by: Caller
) -> None:
    """Close an application, for the reason for which the candidate's entry is closed.

    A vote of the board that is open about it ends.
    """
    await end_votes_on(session, clock, application.id)
    application.status = "closed"
    application.version += 1
    session.add(
        ApplicationEnding(
            application_id=application.id,
            kind="closed",
            reason=reason,
            ended_by=by.subject,
            ended_at=clock.now(),
        )
    )
