"""What notices do by time."""

from datetime import timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.notices.mail_orm import NoticeMail
from registry.notices.mailing import policy_at, send_digests
from registry.notices.orm import InboxEntry, Notice
from registry.notices.texts import families
from registry.notices.use_cases import spread_notices
from shared.clocks import Clock
from shared.duties import Duty

AT_MOST: Final = 2000
"""So many notices one turn deletes; it comes again each hour."""


async def forget_notices(session: AsyncSession, clock: Clock) -> None:
    """Delete notices whose time is over, with their entries and the proofs of their mails.

    Those of legal kinds are kept longer; both by the dated figures.
    """
    now = clock.now()
    policy = await policy_at(session, now)
    legal = sorted(code for code, family in families().items() if family.legal)
    old = Notice.raised_at < now - timedelta(days=policy.kept_days)
    very_old = Notice.raised_at < now - timedelta(days=policy.legal_kept_days)
    ripe = (
        select(Notice.id)
        .where(old, very_old | Notice.family.not_in(legal))
        .order_by(Notice.raised_at)
        .limit(AT_MOST)
        .with_for_update(skip_locked=True)
    )
    await session.execute(delete(Notice).where(Notice.id.in_(ripe)))
    bare = (
        select(NoticeMail.id)
        .where(
            NoticeMail.posted_at < now - timedelta(days=policy.kept_days),
            NoticeMail.settled_at.is_not(None),
            ~select(InboxEntry.id).where(InboxEntry.mail_id == NoticeMail.id).exists(),
        )
        .limit(AT_MOST)
    )
    await session.execute(delete(NoticeMail).where(NoticeMail.id.in_(bare)))


DUTIES: Final = (
    Duty("spread_notices", timedelta(seconds=30), spread_notices),
    Duty("send_digests", timedelta(minutes=1), send_digests),
    Duty("forget_notices", timedelta(hours=1), forget_notices),
)
