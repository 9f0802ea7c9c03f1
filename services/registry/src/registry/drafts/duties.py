"""What drafts do by time."""

from datetime import timedelta
from typing import Final

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from registry.admission.policies import policy_at
from registry.drafts.orm import ApplicationDraft
from shared.clocks import Clock
from shared.duties import Duty


async def lapse_drafts(session: AsyncSession, clock: Clock) -> None:
    """Delete the drafts that nobody has changed for as many days as the policy says."""
    now = clock.now()
    before = now - timedelta(days=policy_at(now).draft_days)
    await session.execute(delete(ApplicationDraft).where(ApplicationDraft.changed_at <= before))


DUTIES: Final = (Duty("lapse_drafts", timedelta(hours=1), lapse_drafts),)
