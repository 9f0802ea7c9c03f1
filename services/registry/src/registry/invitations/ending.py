"""Making invitations void: their inviter may no longer invite, or the entry is closed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Update, update
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
    await _void(session, statement, now=now)


async def void_invitations_to(
    session: AsyncSession, organisation_id: UUID, *, now: datetime
) -> None:
    """Let no open invitation to the organisation's people be answered any more."""
    statement = update(Invitation).where(
        Invitation.organisation_id == organisation_id, Invitation.status == "open"
    )
    await _void(session, statement, now=now)


async def _void(session: AsyncSession, statement: Update, *, now: datetime) -> None:
    await session.execute(
        statement.values(status="void", closed_at=now).execution_options(synchronize_session=False)
    )
