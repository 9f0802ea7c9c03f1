"""What drafts do by time: their administrators are told once, and some days later they lapse."""

from datetime import timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.admission.policies import policy_at
from registry.drafts.orm import ApplicationDraft
from registry.notices.use_cases import post_notice
from shared.clocks import RIGA, Clock
from shared.duties import Duty

_AT_ONCE: Final = 500


async def lapse_drafts(session: AsyncSession, clock: Clock) -> None:
    """Delete the drafts that nobody has changed for as many days as the policy says.

    Never without having told the administrators: so many days before the end as the policy says,
    once for each change; late if the duty was not done meanwhile, and the draft lapses later then.
    """
    now = clock.now()
    policy = policy_at(now)
    notice = timedelta(days=policy.draft_notice_days)
    before = now - timedelta(days=policy.draft_days)
    idle = await session.scalars(
        select(ApplicationDraft)
        .where(
            ApplicationDraft.changed_at <= before + notice,
            ApplicationDraft.reminded_at.is_(None),
        )
        .order_by(ApplicationDraft.changed_at)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    for draft in idle.all():
        draft.reminded_at = now
        await post_notice(
            session,
            clock,
            organisation_id=draft.organisation_id,
            role="administrator",
            template="draft_lapses",
            values={"ends": (now + notice).astimezone(RIGA).date().isoformat()},
            link=f"/v1/registry/application-drafts/{draft.id}",
        )
    await session.flush()
    await session.execute(
        delete(ApplicationDraft).where(
            ApplicationDraft.changed_at <= before, ApplicationDraft.reminded_at <= now - notice
        )
    )


DUTIES: Final = (Duty("lapse_drafts", timedelta(hours=1), lapse_drafts),)
