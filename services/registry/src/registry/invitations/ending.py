"""Making invitations void whose inviter may no longer invite."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from registry.invitations.orm import Invitation


async def void_invitations_by(
    session: AsyncSession, account_id: UUID, *, now: datetime, organisation_id: UUID | None = None
) -> None:
    """Let no open invitation by this person be answered any more: none, or none of the
    organisation.

    Whoever had stolen its access could otherwise have left a way back in.
    """
    statement = update(Invitation).where(
        Invitation.invited_by == account_id, Invitation.status == "open"
    )
    if organisation_id is not None:
        statement = statement.where(Invitation.organisation_id == organisation_id)
    await session.execute(
        statement.values(status="void", closed_at=now).execution_options(synchronize_session=False)
    )
